# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_dltctl_global_optspecs
    string join \n b/bootstrap-server= F/command-config= X/property= C/context= config= r/schema-registry= request-timeout= client-id= o/output= f/format= columns= no-header-row color= no-pager utc tz= q/quiet v/verbose force h/help V/version
end

function __fish_dltctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_dltctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_dltctl_using_subcommand
    set -l cmd (__fish_dltctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c dltctl -n "__fish_dltctl_needs_command" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_needs_command" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_needs_command" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_needs_command" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_needs_command" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_needs_command" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_needs_command" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_needs_command" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_needs_command" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_needs_command" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_needs_command" -s V -l version -d 'Print version'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "topics" -d 'Find dead-letter topics'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "ls" -d 'Find dead-letter topics'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "list" -d 'List dead letters, one line each'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "show" -d 'Show everything about single dead letters'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "summary" -d 'Group dead letters by what they have in common'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "stats" -d 'Group dead letters by what they have in common'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "tail" -d 'List the newest dead letters and go on as they arrive'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "export" -d 'Write dead letters to a file, without loss'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "replay" -d 'Send dead letters back, exactly once'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "ledger" -d 'The topic that records what was replayed'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "decode" -d 'Decode exported records without a cluster'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "demo" -d 'Take a tour, or run any command, on a cluster inside this process'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "completion" -d 'Print a completion script for a shell'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "man" -d 'Print a manual page, or write all of them'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "version" -d 'Print versions and what is built in'
complete -c dltctl -n "__fish_dltctl_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l retry-topics -d 'Also list retry topics, which are in flight and not dead'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l probe -d 'Also look into topics with other names: list those whose newest record has the headers of a dead letter'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand topics" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l retry-topics -d 'Also list retry topics, which are in flight and not dead'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l probe -d 'Also look into topics with other names: list those whose newest record has the headers of a dead letter'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l count -d 'Print only how many records match'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l full-stack -d 'Show every frame of the stack trace'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l explain -d 'Tell step by step how the key and the value are read'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l by -d 'What to group by: fingerprint, category, exception, root-cause, message, frame, origin, consumer-group, partition, topic, key, hour, day, dialect, header:NAME, cel:EXPR' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l new-since -d 'Only kinds of failure that came up since a time, or that an earlier summary (-o json, ndjson or csv) does not have' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand summary" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l by -d 'What to group by: fingerprint, category, exception, root-cause, message, frame, origin, consumer-group, partition, topic, key, hour, day, dialect, header:NAME, cel:EXPR' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l new-since -d 'Only kinds of failure that came up since a time, or that an earlier summary (-o json, ndjson or csv) does not have' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s w -l write -d 'File to write; .gz and .zst are compressed. Without it, or with -, standard output' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l form -d 'Form of the file: ndjson (one object a line), json (one array) or csv (a flat view, never read back) [default: by the file\'s name, else ndjson]' -r -f -a "ndjson\t'One JSON object a line'
json\t'One JSON array'
csv\t'Comma-separated values'"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l decode -d 'Add decoded payloads, the stack trace as text of its own and the kind of failure; never read back'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s p -l partition -d 'Partitions: 3, 0,2,5-7 or all' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s O -l offsets -d 'Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l refs -d 'Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l since -d 'Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l until -d 'Records older than, written like --since' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s n -l limit -d 'Stop after N matching records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l newest -d 'The N matching records with the highest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l oldest -d 'The N matching records with the lowest timestamps' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l sample -d 'N of the matching records, or a share of them (1%), drawn evenly and alike each time' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l exception -d 'Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, \'*Timeout*\', \'com.acme.*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l root-cause -d 'Exceptions that are the deepest of their chain, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l message -d 'Exception messages that contain a text, or match an expression: /timed out after \\d+ ms/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l fingerprint -d 'Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l category -d 'Categories of failure: transient, poison, business, bug, unknown' -r -f -a "transient\t''
poison\t''
business\t''
bug\t''
unknown\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l stack -d 'Stack traces that contain a text, or match an expression' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l origin -d 'Where they came from: orders.events, \'orders.*\', orders.events/3, orders.events-3@1042 or orders.events-3@10:20' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l consumer-group -d 'The consumer group in which they failed: order-processing, \'billing-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l attempts -d 'How often they failed: 3, \'>3\', \'<=3\', 3-5' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l dialect -d 'What wrote the dead letter: spring-dlt, \'kafka-*\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s k -l key -d 'Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s H -l header -d 'Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s g -l grep -d 'Records in which an expression matches, in the key, the value or a header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l grep-in -d 'Where --grep looks: key, value, headers, stack [default: key,value,headers]' -r -f -a "key\t''
value\t''
headers\t''
stack\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l where -d 'A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith(\'eu-\')' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l trace -d 'Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l tombstones -d 'Records with a null value: all, only or skip' -r -f -a "all\t''
only\t''
skip\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l exclude-key -d 'Leave out keys, written like --key' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l exclude-header -d 'Leave out records by a header, written like --header' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l exclude-exception -d 'Leave out exceptions, written like --exception' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l exclude-refs -d 'Leave out the records that a file (- is standard input) names' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l state -d 'What became of them: open (new or failed again), new, replayed or all' -r -f -a "open\t''
new\t''
replayed\t''
all\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l idle-timeout -d 'Stop following when nothing arrived for so long: 30s, 5m' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l from -d 'Replay what `dltctl export` wrote; - is standard input' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l to -d 'Where to: original, a topic, or a template such as {origin.topic}.retry' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l to-context -d 'Replay to the cluster of that context, with its registry; its ledger says what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l to-partition -d 'Partition: original, key (as Java\'s producer chooses today), or a number' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l timestamp -d 'Timestamp: now, original, or that of the dead letter (dlt)' -r -f -a "now\t''
original\t''
dlt\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l failure-headers -d 'Headers of failures: strip or keep' -r -f -a "strip\t''
keep\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l strip-header -d 'Remove headers, by glob (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l keep-header -d 'Keep headers whatever else says no, by glob (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l set-header -d 'Set a header (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l rate -d 'Records a second, or max' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l rate-bytes -d 'Bytes of keys, values and headers a second' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l batch -d 'Records a transaction [default: 500; 2000 with --rate max]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l max-replays -d 'How often a record may have been replayed before' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l validate -d 'Try each value with the schema that the consumer uses now: latest (of the origin\'s subject), an id, or a file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l reason -d 'Why, for the ledger' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l by -d 'Who, for the ledger [default: user@host]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l max -d 'Refuse to send more than N records' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l expect -d 'Refuse unless exactly N records would be sent' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l confirm -d 'Confirm for a context that wants a topic\'s name typed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l by-original-time -d '--since and --until are about the time that the record had before it failed'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s i -l ignore-case -d 'Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l invert -d 'Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l follow -d 'Go on with what arrives'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l read-uncommitted -d 'Also read records of open and aborted transactions'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l fail-if-none -d 'Exit with status 1 when nothing matched'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l all -d 'Replay everything, where nothing else says which records'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l strip-trace -d 'Remove trace context too (traceparent, b3 and the like)'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l again -d 'Send records that were replayed already once more'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l unique-origin -d 'Send only the last of several dead letters with one origin'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l only-valid -d 'Send only what that schema can read'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l source-in-flight -d 'Replay although a consumer group still reads the dead-letter topic'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l dry-run -d 'Show the plan and send nothing'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s y -l yes -d 'Do not ask'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l no-input -d 'Never ask: refuse where a question would be needed'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -f -a "init" -d 'Create the ledger topic, once per cluster'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and not __fish_seen_subcommand_from init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l ledger -d 'The topic that records what was replayed' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l dry-run -d 'Print what an administrator has to do, and create nothing'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s y -l yes -d 'Do not ask'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask: refuse where a question would be needed'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "init" -d 'Create the ledger topic, once per cluster'
complete -c dltctl -n "__fish_dltctl_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s H -l header -d 'Headers in place of a file; values are text, base64:… or hex:… (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l app-package -d 'Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l key-format -d 'What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l value-format -d 'What values are, written like --key-format' -r -f -a "auto\t''
json\t''
json-schema\t''
avro\t''
protobuf\t''
msgpack\t''
cbor\t''
java\t''
text\t''
integer\t''
double\t''
hex\t''"
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l avro-schema -d 'An Avro schema (.avsc) to read values with, in place of the registry\'s' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l proto -d 'A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l proto-message -d 'The Protobuf message that values are: shop.Order' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l json-schema -d 'A JSON Schema to check values with' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l redact -d 'Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH or header:NAME (repeatable)' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l full-stack -d 'Show every frame of the stack trace'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l explain -d 'Tell step by step how the key and the value are read'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l no-redact -d 'Leave out the rules of the configuration; told on standard error'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand decode" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l serve -d 'Keep the cluster up until Ctrl-C, and print its address'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand completion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s b -l bootstrap-server -l bootstrap-servers -l brokers -d 'Brokers to start from, separated by commas' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s F -l command-config -l config-file -d 'Properties file of a Kafka client, with Java\'s or librdkafka\'s names; repeatable, the last one wins' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s X -l property -d 'One property of the client, with its Java or librdkafka name; repeatable' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s C -l context -l profile -d 'Context of the configuration file' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l config -d 'Configuration file instead of ~/.config/dltctl/config.toml' -r -F
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s r -l schema-registry -d 'Schema registry, Confluent\'s or Apicurio\'s, where payloads name a schema' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l request-timeout -d 'Time that one request to the cluster may take, such as 10s or 1m [default: 30s]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l client-id -d 'Name that the brokers log [default: dltctl-VERSION]' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s o -l output -d 'Output format: table, wide, json, ndjson, yaml, csv, name or raw' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s f -l format -d 'Template of a record, with the percent verbs of kcat and rpk: \'%p@%o %k %{exception}\\n\'' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l columns -d 'Columns of a table or of csv, for example ref,age,header:traceId' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l tz -d 'Read and show times in this zone, for example Europe/Berlin' -r
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l no-header-row -d 'Leave the heading of a table or of csv out'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l no-pager -d 'Do not show long output in a pager'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l utc -d 'Read and show times in UTC'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s q -l quiet -d 'No notes, no progress'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s v -l verbose -d 'Say where settings come from, which are left out, and what the client library logs'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -l force -d 'Write raw values to a terminal too'
complete -c dltctl -n "__fish_dltctl_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "topics" -d 'Find dead-letter topics'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "list" -d 'List dead letters, one line each'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "show" -d 'Show everything about single dead letters'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "summary" -d 'Group dead letters by what they have in common'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "tail" -d 'List the newest dead letters and go on as they arrive'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "export" -d 'Write dead letters to a file, without loss'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "replay" -d 'Send dead letters back, exactly once'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "ledger" -d 'The topic that records what was replayed'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "decode" -d 'Decode exported records without a cluster'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "demo" -d 'Take a tour, or run any command, on a cluster inside this process'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "completion" -d 'Print a completion script for a shell'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "man" -d 'Print a manual page, or write all of them'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "version" -d 'Print versions and what is built in'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and not __fish_seen_subcommand_from topics list show summary tail export replay ledger decode demo completion man version help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dltctl -n "__fish_dltctl_using_subcommand help; and __fish_seen_subcommand_from ledger" -f -a "init" -d 'Create the ledger topic, once per cluster'

# Names that only the cluster and the configuration know.
function __fish_dltctl_known
    set -l words (commandline -opc)
    command $words[1] __complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c dltctl -n "__fish_seen_subcommand_from topics ls list show summary stats tail export replay" -f -a "(__fish_dltctl_known)"
complete -c dltctl -s C -l context -l profile -x -a "(__fish_dltctl_known)"
complete -c dltctl -n "__fish_seen_subcommand_from list show summary stats tail export replay" -l fingerprint -x -a "(__fish_dltctl_known)"
complete -c dltctl -n "__fish_seen_subcommand_from replay" -l to-context -x -a "(__fish_dltctl_known)"

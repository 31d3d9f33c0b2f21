//! What is refused, and in which words.

use super::*;

#[test]
fn what_a_project_may_not_decide() {
    let refused: Vec<String> = [
        "[contexts.prod]\nbootstrap_servers = [\"evil:9092\"]\n",
        "ledger = \"x\"\ncontexts.prod.properties.\"sasl.username\" = \"x\"\n",
        "\n\nconfirm = \"ask\"\n",
        "read_only = false\n",
        "bootstrap_servers = \"evil:9092\"\n",
    ]
    .iter()
    .map(|text| contexts().project(text).refused("-C prod"))
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    /work/.dltctl.toml, line 1: `contexts` may not stand in a project's file
      why: the file comes with the project and not from you: it may choose one of your contexts, name topics, and ask for more care
      hint: move the key to your own file, ~/.config/dltctl/config.toml
    /work/.dltctl.toml, line 2: `contexts` may not stand in a project's file
      why: the file comes with the project and not from you: it may choose one of your contexts, name topics, and ask for more care
      hint: move the key to your own file, ~/.config/dltctl/config.toml
    /work/.dltctl.toml, line 3: `confirm` may not be "ask" in a project's file
      why: the file comes with the project and not from you: it may choose one of your contexts, name topics, and ask for more care
      hint: move the key to your own file, ~/.config/dltctl/config.toml
    /work/.dltctl.toml, line 1: `read_only` may not be false in a project's file
      why: the file comes with the project and not from you: it may choose one of your contexts, name topics, and ask for more care
      hint: move the key to your own file, ~/.config/dltctl/config.toml
    /work/.dltctl.toml, line 1: unknown key `bootstrap_servers`
      why: the keys here are current_context, ledger, confirm, read_only, topics, trace_headers, contexts, app_packages, category, dialect, payload, redact
      hint: -
    "#);
}

#[test]
fn mistakes_in_the_configuration_file() {
    let refused: Vec<String> = [
        "curent_context = \"prod\"\n",
        "[contexts.prod]\nbootstrap_server = \"x\"\n",
        "[contexts.prod]\nwhatever = 1\n",
        "[topics]\npattern = []\n",
        "[topics]\npatterns = [\"a[\"]\n",
        "[topics]\npatterns = [1]\n",
        "contexts = 1\n",
        "[contexts]\nprod = 1\n",
        "confirm = \"never\"\n",
        "read_only = \"yes\"\n",
        "ledger = \"\"\n",
        "[contexts.prod]\nrequest_timeout = \"30\"\n",
        "[contexts.prod.properties]\n\"sasl.password\" = [1]\n",
        "a = \"unclosed\nsasl.password = hunter2",
    ]
    .iter()
    .map(|text| Place::new().user(text).refused(""))
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    /home/.config/dltctl/config.toml, line 1: unknown key `curent_context`
      why: -
      hint: did you mean `current_context`?
    /home/.config/dltctl/config.toml, line 2: unknown key `bootstrap_server`
      why: -
      hint: did you mean `bootstrap_servers`?
    /home/.config/dltctl/config.toml, line 2: unknown key `whatever`
      why: the keys here are bootstrap_servers, command_config, properties, client_id, request_timeout, ledger, confirm, read_only, topics, trace_url, ui_url, schema_registry
      hint: -
    /home/.config/dltctl/config.toml, line 2: unknown key `pattern`
      why: -
      hint: did you mean `patterns`?
    /home/.config/dltctl/config.toml, line 2: `patterns` holds `a[`
      why: unclosed character class; missing ']'
      hint: `*` stands for any text, `?` for one character, `[0-9]` for one of several, `{a,b}` for either
    /home/.config/dltctl/config.toml, line 2: `patterns` must be a list of texts in quotes
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 1: `contexts` must be a table: [contexts]
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 2: `contexts.prod` must be a table: [contexts.prod]
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 1: `confirm` must be "ask" or "type-name"
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 1: `read_only` must be true or false
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 1: `ledger` is empty
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 2: `request_timeout` is no time-out
      why: it cannot be `30`: it has no unit
      hint: did you mean 30s?
    /home/.config/dltctl/config.toml, line 2: `sasl.password` must be a text, a number, true or false
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 1: this is not TOML
      why: invalid basic string, expected `"`
      hint: -
    "#);
    assert!(!refused.concat().contains("hunter2"));
}

#[test]
fn links_that_lead_nowhere() {
    let refused: Vec<String> = [
        "trace_url = \"https://jaeger.example/trace/{traceid}\"",
        "trace_url = \"https://jaeger.example/{topic}\"",
        "\nui_url = \"kafbat.example/{topic}\"",
        "ui_url = \"https://me:hunter2@kafbat.example/{topic}\"",
    ]
    .iter()
    .map(|text| {
        let text = format!("[contexts.prod]\n{text}\n");
        Place::new().user(&text).refused("")
    })
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    /home/.config/dltctl/config.toml, line 2: `trace_url` is no link that can be made
      why: there is no placeholder {traceid}
      hint: the placeholders are {trace_id}, {correlation_id}, {topic}, {partition}, {offset}, {origin.topic}, {origin.partition}, {origin.offset}
    /home/.config/dltctl/config.toml, line 2: `trace_url` leads to no trace
      why: it has neither {trace_id} nor {correlation_id}
      hint: for example trace_url = "https://jaeger.example/trace/{trace_id}"
    /home/.config/dltctl/config.toml, line 3: `ui_url` is no link that can be made
      why: it begins with neither https:// nor http://
      hint: the placeholders are {trace_id}, {correlation_id}, {topic}, {partition}, {offset}, {origin.topic}, {origin.partition}, {origin.offset}
    /home/.config/dltctl/config.toml, line 2: `ui_url` is no link that can be made
      why: it holds a user's name or password, which would be shown
      hint: the placeholders are {trace_id}, {correlation_id}, {topic}, {partition}, {offset}, {origin.topic}, {origin.partition}, {origin.offset}
    "#);
    assert!(!refused.concat().contains("hunter2"));
    // A project's file has no contexts, so whoever wrote it chooses no servers.
    let refused = contexts()
        .project("ui_url = \"https://evil/{topic}\"\n")
        .refused("");
    assert!(refused.contains("unknown key `ui_url`"), "{refused}");
}

#[test]
fn mistakes_on_the_command_line() {
    let place = contexts().write(
        "work/service/src/jks.properties",
        "ssl.truststore.location=none.jks\n",
    );
    let refused: Vec<String> = [
        "-C prd",
        "-C qwertz",
        "-b https://broker:9092",
        "-b broker:port",
        "-b ,",
        "-b :9092",
        "-b x:1 -X sasl.password:hunter2",
        "-b x:1 -X sasl.pasword=hunter2",
        "-b x:1 -F absent.properties",
        "-b x:1 -F jks.properties",
        "-b x:1 -X sasl.password=${env:NOT_SET}",
        "--config absent.toml",
    ]
    .iter()
    .map(|line| place.refused(line))
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r"
    unknown context `prd` (-C)
      why: /home/.config/dltctl/config.toml describes mirror, prod, staging
      hint: did you mean `prod`?
    unknown context `qwertz` (-C)
      why: /home/.config/dltctl/config.toml describes mirror, prod, staging
      hint: -
    `https://broker:9092` is no list of brokers (-b)
      why: https://broker:9092 is the address of a web server, and Kafka speaks a protocol of its own
      hint: write host:port, several separated by commas: broker-1:9092,broker-2:9092
    `broker:port` is no list of brokers (-b)
      why: `port` is no port
      hint: write host:port, several separated by commas: broker-1:9092,broker-2:9092
    `,` is no list of brokers (-b)
      why: it is empty
      hint: write host:port, several separated by commas: broker-1:9092,broker-2:9092
    `:9092` is no list of brokers (-b)
      why: `:9092` has no host
      hint: write host:port, several separated by commas: broker-1:9092,broker-2:9092
    -X sasl.password has no `=`
      why: a property is written NAME=VALUE
      hint: for example -X security.protocol=SASL_SSL
    unknown property `sasl.pasword` (-X)
      why: it is a name neither of Java's Kafka clients nor of librdkafka
      hint: did you mean `sasl.password`?
    cannot read the properties file /work/service/src/absent.properties (-F)
      why: No such file or directory (os error 2)
      hint: check the path; it is the file that Kafka's own tools take with --command-config
    cannot read none.jks
      why: `ssl.truststore.location` (jks.properties) points at it: No such file or directory (os error 2)
      hint: check the path; a relative one starts at the current directory
    the environment variable NOT_SET is not set
      why: `sasl.password` (-X) takes its value from it
      hint: export NOT_SET and try again
    cannot read the configuration file /work/service/src/absent.toml
      why: No such file or directory (os error 2)
      hint: -
    ");
    assert!(!refused.concat().contains("hunter2"));
    insta::assert_snapshot!(Place::new().refused("-C prod"), @r#"
    unknown context `prod` (-C)
      why: /home/.config/dltctl/config.toml describes no context
      hint: describe it there: [contexts.prod] with bootstrap_servers = ["broker:9092"]
    "#);
    insta::assert_snapshot!(contexts().set("DLTCTL_CONTEXT", "sting").refused(""), @r"
    unknown context `sting` (DLTCTL_CONTEXT)
      why: /home/.config/dltctl/config.toml describes mirror, prod, staging
      hint: -
    ");
    insta::assert_snapshot!(Place::new().user("current_context = \"prod\"\n").refused(""), @r#"
    unknown context `prod` (`current_context` of /home/.config/dltctl/config.toml)
      why: /home/.config/dltctl/config.toml describes no context
      hint: describe it there: [contexts.prod] with bootstrap_servers = ["broker:9092"]
    "#);
    insta::assert_snapshot!(Place::new().user("[contexts.prod]\nread_only = true\n").refused("-C prod"), @r#"
    the context prod names no brokers
      why: it has no `bootstrap_servers`, and no `command_config` with `bootstrap.servers`
      hint: add `bootstrap_servers = ["broker:9092"]` below [contexts.prod]
    "#);
}

#[test]
fn a_file_that_is_no_text_or_too_large_is_refused() {
    let place = Place::new();
    let path = place.path("home/.config/dltctl/config.toml");
    fs::write(&path, [0xFF, 0xFE]).unwrap();
    insta::assert_snapshot!(place.refused(""), @r"
    cannot read the configuration file /home/.config/dltctl/config.toml
      why: it is not UTF-8 text
      hint: -
    ");
    fs::File::create(&path).unwrap().set_len(5 << 20).unwrap();
    insta::assert_snapshot!(place.refused(""), @r"
    cannot read the configuration file /home/.config/dltctl/config.toml
      why: it is larger than 4 MiB
      hint: -
    ");
    assert!(Path::new(&path).exists());
}

#[test]
fn mistakes_in_a_dialect() {
    let good = "recognised_by = \"why\"\nheaders.topic = \"t\"\n";
    let refused: Vec<String> = [
        "dialect = 1\n",
        "[[dialect]]\n",
        "[[dialect]]\nname = \"Acme!\"\n",
        "[[dialect]]\nname = \"acme\"\n",
        "[[dialect]]\nname = \"acme\"\nheaders = {}\n",
        "[[dialect]]\nname = \"acme\"\nheaders.topik = \"t\"\n",
        "[[dialect]]\nname = \"acme\"\nheaders.topic = { encoding = \"text\" }\n",
        "[[dialect]]\nname = \"acme\"\nheaders.topic = { name = \"t\", encoding = \"int16\" }\n",
        "[[dialect]]\nname = \"acme\"\nheaders.topic = \"t\"\n",
        "[[dialect]]\nname = \"acme\"\nheaders.topic = \"t\"\nrecognised_by = []\n",
        &format!("[[dialect]]\nname = \"acme\"\nnewest = \"top\"\n{good}"),
        &format!("[[dialect]]\nname = \"acme\"\nstrip = [\"x-*-y\"]\n{good}"),
        &format!("[[dialect]]\nname = \"spring-dlt\"\n{good}"),
        &format!("[[dialect]]\nname = \"acme\"\n{good}\n[[dialect]]\nname = \"acme\"\n{good}"),
    ]
    .iter()
    .map(|text| Place::new().user(text).refused(""))
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    /home/.config/dltctl/config.toml, line 1: `dialect` must be tables: [[dialect]]
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 1: `name` is missing in a dialect
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 2: `name` is no name of a dialect
      why: -
      hint: it is made of small letters, digits, `-`, `.` and `_`
    /home/.config/dltctl/config.toml, line 2: `headers` is missing in a dialect
      why: -
      hint: for example headers.topic = "x-my-topic"
    /home/.config/dltctl/config.toml, line 3: `headers` names no header
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 3: unknown key `topik`
      why: -
      hint: did you mean `topic`?
    /home/.config/dltctl/config.toml, line 3: `topic` has no `name`
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 3: `encoding` is `int16`, which is none
      why: -
      hint: the encodings are text, decimal, int32, int64, bigint, iso, nanoseconds, number, time
    /home/.config/dltctl/config.toml, line 2: `recognised_by` is missing in a dialect
      why: -
      hint: name the headers that are there whenever the dialect is
    /home/.config/dltctl/config.toml, line 4: `recognised_by` is empty
      why: -
      hint: -
    /home/.config/dltctl/config.toml, line 3: `newest` is neither `last` nor `first`
      why: it says which of several headers of one name the newest failure wrote
      hint: -
    /home/.config/dltctl/config.toml, line 3: `strip` holds `x-*-y`
      why: `*` stands for any ending of a name, and only at the end of one
      hint: -
    /home/.config/dltctl/config.toml, line 2: `name` is taken: there is a dialect `spring-dlt` already
      why: -
      hint: docs/dialects.md has the names of all; choose another one
    /home/.config/dltctl/config.toml, line 7: `name` is taken: there is a dialect `acme` already
      why: -
      hint: docs/dialects.md has the names of all; choose another one
    "#);
}

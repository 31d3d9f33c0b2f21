use clap::{CommandFactory, Parser};

use super::*;

/// The command's own text
#[derive(Parser)]
#[command(name = "dltctl", no_binary_name = true, term_width = 110)]
pub(crate) struct Line {
    pub(crate) topics: Vec<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// A flag of the command's own
    #[arg(long)]
    other: bool,
}

/// Reads a command line; errors are as a person sees them.
pub(crate) fn read(words: &[String]) -> Result<Line, String> {
    Line::try_parse_from(words).map_err(|error| error.to_string())
}

/// Reads a command line that is right, its words parted by single spaces.
pub(crate) fn line(text: &str) -> Line {
    let words: Vec<_> = text.split(' ').map(str::to_owned).collect();
    read(&words).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn what_is_mistyped_is_told_with_its_flag() {
    let told = [
        "-O 10-20",
        "-O -5",
        "-p x",
        "--since 30",
        "-n 0",
        "--newest -1",
        "--state dismissed",
        "-g (",
        "-g x --grep-in body",
        "-H =x",
        "--idle-timeout 5",
        "-n 1 --newest 2",
        "--oldest 1 --follow",
        "--grep-in key",
    ]
    .map(|text| {
        let words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        let error = read(&words).err().expect(text);
        let lines = error.lines().map(str::trim).filter(|line| !line.is_empty());
        let told: Vec<_> = lines
            .take_while(|line| !line.starts_with("Usage") && !line.starts_with("For more"))
            .collect();
        told.join(" | ")
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    error: --offsets <SPEC>: `10-20` is no range of offsets | tip: write 10..=20, or 10:20 without 20
    error: --offsets <SPEC>: `-5` is no range of offsets | tip: the last 5 offsets are end-5
    error: --partition <LIST>: `x` is no list of partitions | tip: partitions are for example 3, 0,2,5-7 or all
    error: --since <TIME>: `30` is no time: a number of what? | tip: 30m is 30 minutes ago; epoch times have 9 digits or more
    error: --limit <N>: `0` is no number of records | tip: it is at least 1
    error: unexpected argument '-1' found | tip: to pass '-1' as a value, use '-- -1'
    error: --state <STATE>: `dismissed` needs `dismiss`: this version does not have that command | tip: states are open, new, replayed, all
    error: --grep <RE>: `(` is no regular expression: unclosed group
    error: --grep-in <PARTS>: `body` is no part of a record | tip: parts are key, value, headers, stack
    error: --header <TEST>: `=x` names no header | tip: a header is for example tenant, tenant=acme, tenant~^ac or !tenant
    error: --idle-timeout <DURATION>: `5` is no span of time: it has no unit | tip: did you mean 5s?
    error: the argument '--limit <N>' cannot be used with '--newest <N>'
    error: the argument '--oldest <N>' cannot be used with '--follow'
    error: the following required arguments were not provided: | --grep <RE>
    ");
}

#[test]
fn help_is_short_and_stands_under_its_heading() {
    let help = Line::command().render_help().to_string();
    let (_, selection) = help.split_once("Selection:\n").unwrap();
    insta::assert_snapshot!(selection, @r"
    -p, --partition <LIST>     Partitions: 3, 0,2,5-7 or all
    -O, --offsets <SPEC>       Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:,
                               :20, 10:+5, start, start+5, end-5 (the last five), end, @2h, @T1:T2; 3=10:20 for
                               partition 3 only
        --refs <FILE>          Only the records that a file (- is standard input) names, one reference a line,
                               as `list -o name` writes them
        --since <TIME>         Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z,
                               epoch seconds or milliseconds
        --until <TIME>         Records older than, written like --since
    -n, --limit <N>            Stop after N matching records
        --newest <N>           The N matching records with the highest timestamps
        --oldest <N>           The N matching records with the lowest timestamps
        --exception <NAME>     Exceptions anywhere in the chain: SocketTimeoutException,
                               java.net.ConnectException, '*Timeout*', 'com.acme.*'
        --message <TEXT|/RE/>  Exception messages that contain a text, or match an expression: /timed out after
                               \d+ ms/
        --fingerprint <ID>     Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it:
                               f1-3a9c1e
        --category <CATEGORY>  Categories of failure: transient, poison, business, bug, unknown
        --origin <PLACE>       Where they came from: orders.events, 'orders.*', orders.events/3,
                               orders.events-3@1042 or orders.events-3@10:20
    -k, --key <TEXT|/RE/>      Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/
    -H, --header <TEST>        Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)
    -g, --grep <RE>            Records in which an expression matches, in the key, the value or a header
        --where <CEL>          A condition in CEL: record.value.total > 100, dlt.attempts > 3 &&
                               record.keyAsText.startsWith('eu-')
        --trace <ID>           Everything that carries a trace or correlation id in one of the usual headers
                               (traceparent, b3, x-correlation-id)
        --state <STATE>        What became of them: open (new or failed again), new, replayed or all
        --ledger <TOPIC>       The topic that records what was replayed
        --follow               Go on with what arrives
    ");
    assert!(help.find("--other").unwrap() < help.find("Selection:").unwrap());
    assert!(
        !help.contains("Which records"),
        "the flags' own text replaces the command's"
    );
}

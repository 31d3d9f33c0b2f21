//! What stands below the help of each command: lines to copy.

/// Of the program.
pub(super) const ALL: &str = "\
Examples:
  dltctl demo                                        a tour, without any Kafka
  dltctl -b broker:9092 topics                       where are dead letters?
  dltctl -b broker:9092 summary orders.DLT           one bug or five?
  dltctl -b broker:9092 list orders.DLT --newest 20  what failed last?
  dltctl -b broker:9092 show orders.DLT-0@5          everything about one record
  dltctl -b broker:9092 export orders.DLT -w d.ndjson
  dltctl -b broker:9092 replay orders.DLT -p 0 -O 10:20

Each command has examples (dltctl list -h) and more flags (dltctl list --help).";

/// Of `topics`.
pub(super) const TOPICS: &str = "\
OPEN counts what was not replayed yet, as far as a ledger tells, and NEW-1H what
came within the last hour. They and RECORDS count offsets, so they are too high
where a topic is compacted or written in transactions: list --count is exact.

Examples:
  dltctl topics                       topics named like dead-letter topics
  dltctl topics '*failed*' -o wide    names of your own; with consumer groups
  dltctl topics -o name";

/// Of `list`.
pub(super) const LIST: &str = "\
What was replayed already is left out: --state all shows it. In -o wide, STATE
is - on a cluster without a ledger of replays.

Examples:
  dltctl list orders.events.DLT --newest 20
  dltctl list orders.events.DLT --since 2h --exception '*Timeout*'
  dltctl list orders.events.DLT -p 0 -O 100:200 -o wide
  dltctl list orders.events.DLT --key order-42 -o name | dltctl show --refs -
  dltctl list orders.events.DLT --columns ref,age,exception,header:traceId
  dltctl list orders.events.DLT -f '%t/%p/%o %k %{exception}\\n'
  dltctl list orders.events.DLT --since today --count";

/// Of `show`.
pub(super) const SHOW: &str = "\
Examples:
  dltctl show orders.events.DLT-0@5
  dltctl show orders.events.DLT                 the newest
  dltctl show orders.events.DLT --key order-42 --full-stack
  dltctl show orders.events.DLT-0@5 -o json | jq .";

/// Of `summary`.
pub(super) const SUMMARY: &str = "\
FIRST and LAST are the ages of a group's oldest and newest record. EXAMPLE is
the newest: dltctl show EXAMPLE.

Examples:
  dltctl summary orders.events.DLT
  dltctl summary orders.events.DLT --new-since 1d
  dltctl summary orders.events.DLT --since 2h --by exception,message
  dltctl summary orders.events.DLT payments-dlt --by topic,root-cause
  dltctl summary orders.events.DLT --by header:eventType -o json";

/// Of `tail`.
pub(super) const TAIL: &str = "\
Examples:
  dltctl tail orders.events.DLT
  dltctl tail orders.events.DLT payments-dlt --exception NullPointerException
  dltctl tail orders.events.DLT -O end -o ndjson    only what is new";

/// Of `export`.
pub(super) const EXPORT: &str = "\
Examples:
  dltctl export orders.events.DLT -w orders.ndjson.zst
  dltctl export orders.events.DLT --since today | jq -r .key.text
  dltctl decode orders.ndjson.zst           look at it without a cluster
  dltctl replay --from orders.ndjson.zst    send it back";

/// Of `replay`.
pub(super) const REPLAY: &str = "\
Nothing is sent before the plan was shown and somebody said yes. What was
replayed once is not sent again.

Examples:
  dltctl -b broker:9092 replay orders.DLT -p 0 -O 10:20 --dry-run
  dltctl -b broker:9092 replay orders.DLT --exception NullPointerException
  dltctl -b broker:9092 replay orders.DLT-0@5 orders.DLT-1@7
  dltctl -b broker:9092 replay orders.DLT --all --max 5000 --yes";

/// Of `ledger`.
pub(super) const LEDGER: &str = "\
Examples:
  dltctl -b broker:9092 ledger init    create it, or print how";

/// Of `decode`.
pub(super) const DECODE: &str = "\
Examples:
  dltctl decode orders.ndjson.zst
  dltctl decode orders.ndjson.zst -o name
  dltctl export orders.events.DLT --newest 1 | dltctl decode --full-stack";

/// Of `demo`.
pub(super) const DEMO: &str = "\
Examples:
  dltctl demo                                       the tour
  dltctl demo -- list orders.events.DLT --newest 5  one command
  dltctl demo --serve                               prints the address for -b";

/// Of `completion`.
pub(super) const COMPLETION: &str = "\
Examples:
  dltctl completion bash > ~/.local/share/bash-completion/completions/dltctl
  dltctl completion zsh > ~/.zfunc/_dltctl
  dltctl completion fish > ~/.config/fish/completions/dltctl.fish";

/// Of `man`.
pub(super) const MAN: &str = "\
Examples:
  dltctl man ~/.local/share/man/man1    then: man dltctl-replay
  dltctl man | man -l -                 the first page, without installing it";

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::cli::Cli;

    #[test]
    fn examples_fit_a_terminal_of_80_columns() {
        let program = Cli::command();
        for command in program.get_subcommands().chain([&program]) {
            let help = command.get_after_help();
            for line in help.map(ToString::to_string).unwrap_or_default().lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn every_example_is_read_and_every_command_has_some() {
        let program = Cli::command();
        let commands = program
            .get_subcommands()
            .filter(|command| !matches!(command.get_name(), "version" | "help"));
        let mut seen = 0;
        for command in commands.chain([&program]) {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            let before = seen;
            for line in help
                .lines()
                .filter_map(|line| line.strip_prefix("  dltctl "))
            {
                let line = line.split("   ").next().unwrap_or_default();
                for part in format!("dltctl {line}").split(" | ") {
                    let words = part
                        .split(" > ")
                        .next()
                        .unwrap_or_default()
                        .split(' ')
                        .filter(|word| !word.is_empty());
                    let words: Vec<String> = words.map(|word| word.replace('\'', "")).collect();
                    if words.first().is_some_and(|word| word == "dltctl") {
                        Cli::try_parse_from(&words)
                            .unwrap_or_else(|error| panic!("{line}: {error}"));
                        seen += 1;
                    }
                }
            }
            assert!(seen > before, "{} has no example", command.get_name());
        }
    }
}

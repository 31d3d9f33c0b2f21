//! The examples of README.md and of docs/triage.md are what a person sees who types them.

use std::fmt::Write as _;

use crate::support::Run;

/// Splits a command line as a shell does, as far as the documents need it: spaces and single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Takes out what differs from run to run: the embedded cluster's id and port, and how long it took.
fn redacted(text: &str) -> String {
    let cluster = regex::Regex::new("mockCluster[0-9a-f]+").unwrap();
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let seconds = regex::Regex::new(r"in \d+\.\d s\b").unwrap();
    let text = cluster.replace_all(text, "mockCluster…");
    let text = port.replace_all(&text, "127.0.0.1:…");
    seconds.replace_all(&text, "in 0.0 s").into_owned()
}

/// Runs one example and returns what a terminal of 110 columns shows.
fn example(line: &str) -> String {
    let run = Run {
        width: Some(110),
        variables: vec![("NO_COLOR", "1".to_owned())],
        ..Run::default()
    };
    let words = words(line);
    assert_eq!(words.first().map(String::as_str), Some("dltctl"), "{line}");
    let seen = run.dltctl(&words[1..]);
    assert_eq!(seen.status, 0, "{line}\n{seen}");
    redacted(&format!("{}{}", seen.out, seen.err))
}

/// Runs every example of a document and compares what stands below it; `least` is how many examples it must have.
#[track_caller]
fn shows_what_the_commands_print(name: &str, least: usize) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let document = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut examples = 0;
    let mut inside = false;
    for line in document.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ => {}
        }
        if inside && !line.starts_with("$ ") && line != "```console" {
            continue;
        }
        writeln!(written, "{line}").unwrap();
        if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            examples += 1;
            for line in example(command).lines() {
                writeln!(written, "{}", line.trim_end()).unwrap();
            }
        }
    }
    assert!(examples >= least, "only {examples} examples were found");
    if std::env::var_os("DLTCTL_UPDATE_README").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let update = "DLTCTL_UPDATE_README=1 cargo test --release --test it readme";
    assert!(
        written == document,
        "{name} shows something else than the commands print; if they are right: {update}\n{written}"
    );
}

#[test]
fn the_readme_shows_what_the_commands_print() {
    shows_what_the_commands_print("README.md", 6);
}

#[test]
fn the_tour_of_an_incident_shows_what_the_commands_print() {
    shows_what_the_commands_print("docs/triage.md", 11);
}

//! What shells complete: names that only the cluster, the configuration and earlier runs know, at once or not at all.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Broker, BrokerOptions, Shell, Typed, capture};

/// Longer than the program waits for an answer, by the time that a process takes to start and to end.
const AT_ONCE: Duration = Duration::from_millis(1_500);

fn completed(seen: &Typed) -> Vec<String> {
    assert_eq!((seen.err.as_str(), seen.status), ("", Some(0)), "{seen}");
    let out = String::from_utf8_lossy(&seen.out).into_owned();
    out.lines().map(str::to_owned).collect()
}

#[test]
fn names_come_from_the_cluster_the_configuration_and_the_last_summary() {
    let Some(broker) = Broker::start(&BrokerOptions::default(), "completion of names") else {
        return;
    };
    capture::pour(&broker, "spring-4.1.1");
    let shell = Shell::at(&broker).file(
        ".config/dltctl/config.toml",
        "[contexts.prod-eu]\nbootstrap_servers = \"127.0.0.1:1\"\n[contexts.staging]\nbootstrap_servers = \"127.0.0.1:1\"\n",
    );
    let complete = |words: &[&str]| {
        let seen = shell.run(&[&["__complete", "--"], words].concat());
        assert!(seen.took < AT_ONCE, "{:?}: {seen}", seen.took);
        completed(&seen)
    };
    assert_eq!(complete(&["list", "orders.e"]), ["orders.events.DLT"]);
    let all = complete(&["replay", "--dry-run", ""]);
    assert!(
        all.len() > 3 && !all.contains(&"orders.events".to_owned()),
        "{all:?}"
    );
    // No dead-letter topic begins so, another one does.
    assert_eq!(complete(&["list", "orders.events"]), ["orders.events.DLT"]);
    broker.create_topic("failed-things", 1, &[]);
    assert_eq!(
        complete(&["list", "failed-"]),
        [""; 0],
        "remembered for a minute"
    );
    assert_eq!(complete(&["-C", "prod"]), ["prod-eu"]);

    assert_eq!(complete(&["list", "--fingerprint", "f1-"]), [""; 0]);
    let summary = shell.run(&["summary", "orders.events.DLT", "-o", "ndjson"]);
    let text = String::from_utf8_lossy(&summary.out).into_owned();
    let seen = complete(&["list", "--fingerprint", "f1-"]);
    assert!(seen.len() > 3, "{seen:?}");
    for candidate in &seen {
        let (fingerprint, exception) = candidate.split_once('\t').unwrap();
        assert!(
            text.contains(fingerprint) && text.contains(exception),
            "{candidate}"
        );
    }
    #[cfg(unix)]
    for file in files(&shell.folder().join(".cache/dltctl/completion")) {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.display());
    }
    // The cluster is gone: what was there is still better than nothing.
    broker.stop();
    assert_eq!(complete(&["list", "orders.e"]), ["orders.events.DLT"]);

    for (name, script) in [(
        "bash",
        "source completions/dltctl.bash; COMP_WORDS=(\"$0\" list orders.e); COMP_CWORD=2; \
             _dltctl_with_names \"$0\" orders.e list; echo \"${COMPREPLY[@]}\"; \
             COMP_WORDS=(\"$0\" list --excep); _dltctl_with_names \"$0\" --excep list; echo \"${COMPREPLY[@]}\"",
    )] {
        let mut command = shell.command(&["unused"]);
        let variables: Vec<_> = command
            .get_envs()
            .map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
            .collect();
        let mut shell = Command::new(name);
        for (name, value) in variables {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        command.stdin(Stdio::null());
        let output = shell
            .args(["-c", script, env!("CARGO_BIN_EXE_dltctl")])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "orders.events.DLT\n--exception\n",
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn what_cannot_be_known_is_silent_and_quick() {
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().to_string();
    let shell = Shell::new();
    for words in [
        &["-b", silent.as_str(), "list", ""][..],
        &["-b", "127.0.0.1:1", "list", "orders"],
        &["-C", "nowhere", "list", ""],
        &["-b", "127.0.0.1:1", "-X", "nonsense", "list", ""],
        &["list", ""],
        &["no-such-command", ""],
        &[],
    ] {
        let seen = shell.run(&[&["__complete", "--"], words].concat());
        assert!(seen.took < AT_ONCE, "{words:?}: {:?}", seen.took);
        assert_eq!(completed(&seen), [""; 0], "{words:?}");
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    assert!(!found.is_empty());
    found
}

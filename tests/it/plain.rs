//! What needs no cluster.

use dltctl::{Environment, ExitStatus, Ui};

use crate::support::dltctl;

/// Runs a command line with no zone set; tells whether the system's was looked up, for which all zones are listed.
fn looks_up_the_zone(arguments: &[&str]) -> (ExitStatus, bool) {
    let mut ui = Ui::of_process();
    (ui.out, ui.err) = (Box::new(std::io::sink()), Box::new(std::io::sink()));
    let folder = tempfile::tempdir().unwrap();
    let environment = Environment::new([], folder.path(), None);
    let line = ["dltctl"].iter().chain(arguments).map(Into::into).collect();
    let status = dltctl::run(line, &environment, &mut ui);
    (status, ui.zone.get().is_some())
}

#[test]
fn what_shows_no_time_looks_up_no_zone() {
    for (arguments, status) in [
        (&["--help"][..], 0),
        (&["--version"], 0),
        (&["version"], 0),
        (&["completion", "bash"], 0),
        (&["man"], 0),
        (&["list"], 2),
    ] {
        let expected = (ExitStatus(status), false);
        assert_eq!(looks_up_the_zone(arguments), expected, "{arguments:?}");
    }
    let needs_it = ["-b", "127.0.0.1:1", "list", "t", "--since", "today"];
    let given_up = ["--request-timeout", "1s"];
    assert!(looks_up_the_zone(&[&needs_it[..], &given_up].concat()).1);
}

#[test]
fn without_a_cluster_the_error_says_what_to_type() {
    let seen = dltctl(&["list", "orders.events.DLT"]);
    assert_eq!(seen.status, 2, "{seen}");
    assert_eq!(seen.out, "");
    assert!(seen.err.starts_with("error: "), "{seen}");
    assert!(seen.err.contains("-b "), "{seen}");
}

#[test]
fn an_error_is_one_json_object_where_json_was_asked_for() {
    let seen = dltctl(&["list", "orders.events.DLT", "-o", "json"]);
    let error: serde_json::Value = serde_json::from_str(&seen.err).unwrap();
    assert_eq!(
        error["error"]["kind"].as_str().or(error["kind"].as_str()),
        Some("usage"),
        "{seen}"
    );
    assert_eq!((seen.out.as_str(), seen.status), ("", 2));
}

#[test]
fn offsets_given_as_a_format_are_recognised() {
    let seen = dltctl(&[
        "-b",
        "127.0.0.1:1",
        "list",
        "orders.events.DLT",
        "-o",
        "10:20",
    ]);
    assert_eq!((seen.out.as_str(), seen.status), ("", 2));
    assert!(seen.err.contains("-O 10:20"), "{seen}");
}

#[test]
fn version_says_what_is_built_in() {
    let seen = dltctl(&["version", "-o", "json"]);
    let version: serde_json::Value = serde_json::from_str(&seen.out).unwrap();
    assert_eq!(version["dltctl"], env!("CARGO_PKG_VERSION"));
    assert_eq!((seen.err.as_str(), seen.status), ("", 0));
}

#[test]
fn committed_completions_are_what_the_binary_prints() {
    for (shell, file) in [
        ("bash", "dltctl.bash"),
        ("zsh", "_dltctl"),
        ("fish", "dltctl.fish"),
        ("powershell", "dltctl.ps1"),
    ] {
        let seen = dltctl(&["completion", shell]);
        assert_eq!((seen.err.as_str(), seen.status), ("", 0));
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("completions")
            .join(file);
        if std::env::var_os("DLTCTL_UPDATE_COMPLETIONS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &seen.out).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == seen.out,
            "completions/{file} is out of date: DLTCTL_UPDATE_COMPLETIONS=1 cargo test --release --test it completions"
        );
    }
}

#[test]
fn manual_pages_go_into_a_directory_or_the_first_to_the_output() {
    let printed = dltctl(&["man"]);
    assert_eq!((printed.err.as_str(), printed.status), ("", 0));
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().to_string_lossy().into_owned();
    let seen = dltctl(&["man", &there]);
    assert_eq!((seen.out.as_str(), seen.status), ("", 0), "{seen}");
    assert!(
        seen.err.contains(" manual pages were written into "),
        "{seen}"
    );
    let page = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(page("dltctl.1"), printed.out);
    assert!(page("dltctl-ledger-init.1").contains("\\-\\-dry\\-run"));

    let seen = dltctl(&["man", &format!("{there}/absent")]);
    assert_eq!((seen.out.as_str(), seen.status), ("", 2), "{seen}");
    assert!(seen.err.contains("absent is no directory"), "{seen}");
    assert!(seen.err.contains("mkdir -p "), "{seen}");
    assert!(!folder.path().join("absent").exists());
}

#[test]
fn nothing_is_asked_where_that_was_forbidden() {
    let seen = dltctl(&[
        "demo",
        "--",
        "replay",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "10:20",
        "--no-input",
    ]);
    assert_eq!(seen.status, 6, "{seen}");
    assert!(seen.err.contains("--no-input"), "{seen}");
}

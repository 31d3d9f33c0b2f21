//! Where files are, and what several of them add up to.

use super::*;

#[test]
fn paths_start_where_they_are_written() {
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let place = Place::new()
        .user(
            "[contexts.prod]\ncommand_config = [\"prod.properties\", \"~/more.properties\"]\n[contexts.prod.properties]\n\"ssl.truststore.location\" = \"ca.pem\"\n\"ssl.key.location\" = \"~/client.key\"\n",
        )
        .write("home/.config/dltctl/prod.properties", "bootstrap.servers=prod:9093\nsecurity.protocol=SSL\n")
        .write("home/more.properties", "client.rack=r1\n")
        .write("home/.config/dltctl/ca.pem", pem);
    let connection = place.connect("-C prod");
    let shown: Vec<String> = connection
        .properties
        .iter()
        .map(|property| {
            place.anonymous(&format!(
                "{}={} ({})",
                property.name, property.value, property.from
            ))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    security.protocol=ssl (/home/.config/dltctl/prod.properties)
    client.rack=r1 (/home/more.properties)
    ssl.key.location=/home/client.key (context prod)
    ssl.ca.location=/home/.config/dltctl/ca.pem (context prod)
    ");
    assert_eq!(connection.bootstrap_servers, "prod:9093");
    assert!(connection.is_explicit());
}

#[test]
fn the_project_file_is_searched_up_to_the_repository() {
    let patterns = |place: &Place| {
        place
            .resolve("")
            .unwrap()
            .topic_patterns
            .patterns()
            .to_vec()
    };
    let text = "[topics]\npatterns = [\"failed.*\"]\n";
    assert_eq!(patterns(&Place::new().project(text)), ["failed.*"]);
    assert_eq!(
        patterns(&Place::new().write("work/service/.dltctl.toml", text)),
        ["failed.*"]
    );
    // Above the repository it is somebody else's.
    assert_ne!(
        patterns(&Place::new().write(".dltctl.toml", text)),
        ["failed.*"]
    );
    // Without a repository only the current directory counts.
    let place = Place::new().project(text);
    fs::remove_dir(place.path("work/.git")).unwrap();
    assert_ne!(patterns(&place), ["failed.*"]);
    let place = Place::new().write("work/service/src/.dltctl.toml", text);
    fs::remove_dir(place.path("work/.git")).unwrap();
    assert_eq!(patterns(&place), ["failed.*"]);
}

#[test]
fn patterns_and_ledger_of_several_files() {
    let place = Place::new()
        .user("ledger = \"dlt-replay.user\"\n[topics]\npatterns = [\"u.*\"]\nextra_patterns = [\"ux.*\"]\n[contexts.a]\nbootstrap_servers = \"a:1\"\n[contexts.b]\nbootstrap_servers = \"b:1\"\nledger = \"dlt-replay.b\"\n[contexts.b.topics]\npatterns = [\"b.*\"]\nretry_patterns = [\"again.*\"]\n")
        .project("ledger = \"dlt-replay.project\"\n[topics]\nextra_patterns = \"px.*\"\n");
    let a = place.resolve("-C a").unwrap();
    assert_eq!(a.topic_patterns.patterns(), ["u.*", "px.*", "ux.*"]);
    assert_eq!(a.ledger, "dlt-replay.project");
    let b = place.resolve("-C b").unwrap();
    assert_eq!(b.topic_patterns.patterns(), ["b.*", "px.*", "ux.*"]);
    assert!(b.topic_patterns.is_retry_topic("again.x"));
    assert_eq!(b.ledger, "dlt-replay.b");
    assert_eq!(b.context.as_deref(), Some("b"));
    assert_eq!(b.contexts, ["a", "b"]);
    assert_eq!(b.config_files.len(), 2);
}

#[test]
fn xdg_decides_where_the_file_is() {
    let place = Place::new().write("xdg/dltctl/config.toml", "ledger = \"dlt-replay.xdg\"\n");
    let xdg = place.path("xdg").to_string_lossy().into_owned();
    assert_eq!(
        place
            .set("XDG_CONFIG_HOME", xdg)
            .resolve("")
            .unwrap()
            .ledger,
        "dlt-replay.xdg"
    );
    let relative = Place::new()
        .user("ledger = \"dlt-replay.home\"\n")
        .set("XDG_CONFIG_HOME", "xdg");
    assert_eq!(relative.resolve("").unwrap().ledger, "dlt-replay.home");
}

#[test]
fn variables_that_may_be_misspelt() {
    let settings = Place::new()
        .set("DLTCTL_CONTXT", "prod")
        .set("DLTCTL_YES", "1")
        .resolve("")
        .unwrap();
    insta::assert_snapshot!(settings.details.join("\n"), @r"
    the variable DLTCTL_CONTXT means nothing here; DLTCTL_CONTEXT does
    the variable DLTCTL_YES means nothing here
    ");
}

/// Returns the first block of `kind` in a page of the documentation.
fn block<'a>(page: &'a str, kind: &str) -> &'a str {
    let (_, after) = page.split_once(&format!("```{kind}\n")).unwrap();
    after.split_once("```").unwrap().0
}

#[test]
fn the_examples_of_the_documentation_work() {
    let place = Place::new()
        .user(block(
            include_str!("../../../docs/configuration.md"),
            "toml",
        ))
        .write(
            "home/.config/dltctl/prod.properties",
            "security.protocol=SSL\n",
        )
        .set("KAFKA_PASSWORD", "x");
    assert_eq!(place.connect("").bootstrap_servers, "staging:9092");
    assert_eq!(place.connect("-C prod").confirm, Confirm::TypeName);
    assert!(place.connect("-C mirror").read_only);

    let ca = place.path("ca.pem");
    let ca = ca.to_string_lossy();
    let properties = block(include_str!("../../../docs/connecting.md"), "properties")
        .replace("/etc/kafka/ca.pem", &ca);
    let place = place
        .write(
            "ca.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        )
        .write("work/service/src/client.properties", &properties);
    let connection = place.connect("-F client.properties");
    assert_eq!(connection.bootstrap_servers, "broker-1:9093,broker-2:9093");
    assert_eq!(connection.principal.as_deref(), Some("oncall"));
}

#[test]
fn kinds_of_failure_are_configured() {
    let page = include_str!("../../../docs/configuration.md");
    let (_, after) = page.split_once("## Categories of your own").unwrap();
    let place = Place::new().user(block(after, "toml")).write(
        "work/service/.dltctl.toml",
        "app_packages = \"shop\"\n[[category]]\ncategory = \"bug\"\nmessage = \"x\"\n",
    );
    let settings = place.resolve("").unwrap();
    let packages = crate::fingerprint::Packages::new(["shop", "com.acme"]);
    assert_eq!(settings.kinds.packages, packages);
    assert_eq!(settings.kinds.rules.len(), 3);
    for (wrong, line) in [
        ("[[category]]\ncategory = \"odd\"\nmessage = \"x\"", 2),
        ("[[category]]\nmessage = \"x\"", 2),
        ("[[category]]\ncategory = \"bug\"", 2),
        ("[category]\ncategory = \"bug\"", 1),
        ("[[category]]\ncategory = \"bug\"\nmesage = \"x\"", 3),
        ("[[category]]\ncategory = \"bug\"\nmessage = \"/(/\"", 2),
    ] {
        let error = Place::new()
            .user(wrong)
            .resolve("")
            .unwrap_err()
            .to_string();
        assert!(error.contains(&format!("line {line}:")), "{wrong}: {error}");
    }
}

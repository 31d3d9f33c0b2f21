//! Which source wins.

use super::*;

#[test]
fn nobody_names_a_broker() {
    insta::assert_snapshot!(Place::new().refused(""), @r"
    no Kafka cluster is named
      why: there is no default broker, and no context is described in the configuration file
      hint: name it in one of these ways:
      dltctl topics -b broker-1:9092
      dltctl topics -F client.properties
      dltctl topics -C prod
    ");
    insta::assert_snapshot!(contexts().refused(""), @r"
    no Kafka cluster is named
      why: there is no default broker, and of the contexts mirror, prod, staging none is the current one
      hint: name it in one of these ways:
      dltctl topics -b broker-1:9092
      dltctl topics -F client.properties
      dltctl topics -C mirror
    ");
}

#[test]
fn commands_without_a_cluster_work_without_one() {
    let settings = Place::new().resolve("").unwrap();
    assert_eq!(settings.ledger, "dlt-replay.ledger");
    assert!(settings.topic_patterns.is_dead_letter_topic("orders.DLT"));
    assert!(settings.connection().is_err());
    // A file that is wrong for the connection does not hurt them either.
    assert!(
        Place::new()
            .resolve("-F absent.properties")
            .unwrap()
            .connection()
            .is_err()
    );
}

/// Sets one thing after the other that may name brokers, by its letter.
fn with(things: &str) -> Place {
    things
        .chars()
        .fold(contexts(), |place, thing| match thing {
            'S' => place.set("KAFKA_BOOTSTRAP_SERVERS", "shared:9092"),
            'O' => place.set("DLTCTL_BOOTSTRAP_SERVERS", "own:9092"),
            'X' => place.set("DLTCTL_CONTEXT", "staging"),
            'E' => place.set("DLTCTL_COMMAND_CONFIG", "env.properties"),
            'C' => place.user(&format!("current_context = \"mirror\"\n{CONTEXTS}")),
            'P' => place.project("current_context = \"staging\""),
            _ => place,
        })
        .write(
            "work/service/src/c.properties",
            "bootstrap.servers=file:9092\n",
        )
        .write(
            "work/service/src/env.properties",
            "bootstrap.servers=envfile:9092\n",
        )
        .write("work/service/src/bare.properties", "client.rack=r1\n")
}

#[test]
fn who_names_the_brokers() {
    let cases = [
        (
            "SOXEC",
            "-b flag:9092 -X bootstrap.servers=x:1 -F c.properties -C prod",
        ),
        ("SOXEC", "-X bootstrap.servers=x:1 -F c.properties -C prod"),
        ("SOXEC", "-X metadata.broker.list=x:1 -F c.properties"),
        ("SOXEC", "-F c.properties -C prod"),
        ("SOXEC", "-F c.properties"),
        ("SOXEC", "-F bare.properties -C prod"),
        ("SOXEC", "-C prod"),
        ("SOXEC", ""),
        ("SXEC", ""),
        ("SXC", ""),
        ("SC", ""),
        ("SPC", ""),
        ("PC", ""),
        ("C", ""),
        ("C", "-F bare.properties"),
        ("C", "-F c.properties"),
        ("C", "-b flag:9092"),
        ("S", ""),
    ];
    let mut lines = Vec::new();
    for (things, line) in cases {
        let connection = with(things).connect(line);
        lines.push(format!(
            "{things} [{line}]: {} by {}{}{}",
            connection.bootstrap_servers,
            connection.named_by,
            if connection.context.is_some() {
                ", with context"
            } else {
                ""
            },
            if connection.is_explicit() {
                ", explicit"
            } else {
                ""
            },
        ));
        lines.extend(connection.notes.iter().map(|note| format!("    {note}")));
    }
    let empty = contexts()
        .set("KAFKA_BOOTSTRAP_SERVERS", "")
        .set("DLTCTL_CONTEXT", "prod");
    assert_eq!(empty.connect("").context.as_deref(), Some("prod"));
    insta::assert_snapshot!(lines.join("\n"), @r"
    SOXEC [-b flag:9092 -X bootstrap.servers=x:1 -F c.properties -C prod]: flag:9092 by -b, with context, explicit
    SOXEC [-X bootstrap.servers=x:1 -F c.properties -C prod]: x:1 by -b, with context, explicit
    SOXEC [-X metadata.broker.list=x:1 -F c.properties]: x:1 by -b, explicit
    SOXEC [-F c.properties -C prod]: file:9092 by c.properties, with context
        the brokers are those of c.properties, not those of the context prod
    SOXEC [-F c.properties]: file:9092 by c.properties
        the brokers are those of c.properties; the context staging is not used
    SOXEC [-F bare.properties -C prod]: prod-1:9093,prod-2:9093 by context prod, with context, explicit
    SOXEC [-C prod]: prod-1:9093,prod-2:9093 by context prod, with context, explicit
    SOXEC []: own:9092 by DLTCTL_BOOTSTRAP_SERVERS
        the brokers are those of the variable DLTCTL_BOOTSTRAP_SERVERS; the context staging is not used; -C staging would use it
    SXEC []: envfile:9092 by env.properties
        the brokers are those of env.properties; the context staging is not used
    SXC []: staging:9092 by context staging (DLTCTL_CONTEXT), with context
    SC []: shared:9092 by KAFKA_BOOTSTRAP_SERVERS
        the brokers are those of the variable KAFKA_BOOTSTRAP_SERVERS; the context mirror is not used; -C mirror would use it
    SPC []: shared:9092 by KAFKA_BOOTSTRAP_SERVERS
        the brokers are those of the variable KAFKA_BOOTSTRAP_SERVERS; the context staging is not used; -C staging would use it
    PC []: staging:9092 by context staging (current_context), with context
    C []: mirror:9092 by context mirror (current_context), with context
    C [-F bare.properties]: mirror:9092 by context mirror (current_context), with context
    C [-F c.properties]: file:9092 by c.properties
        the brokers are those of c.properties; the context mirror is not used
    C [-b flag:9092]: flag:9092 by -b, explicit
    S []: shared:9092 by KAFKA_BOOTSTRAP_SERVERS
    ");
}

#[test]
fn writing_demands_a_flag() {
    let place = current("staging").write(
        "work/service/src/c.properties",
        "bootstrap.servers=file:9092\n",
    );
    for (line, expected) in [
        ("-b x:1", true),
        ("-C prod", true),
        ("-C prod -b x:1", true),
        ("", false),
        ("-F c.properties", false),
        ("-C prod -F c.properties", false),
    ] {
        assert_eq!(place.connect(line).is_explicit(), expected, "{line}");
    }
    for variable in ["DLTCTL_BOOTSTRAP_SERVER", "KAFKA_BOOTSTRAP_SERVERS"] {
        assert!(!contexts().set(variable, "x:1").connect("").is_explicit());
    }
    assert!(
        !contexts()
            .set("DLTCTL_CONTEXT", "prod")
            .connect("")
            .is_explicit()
    );
}

#[test]
fn a_context_applies_as_a_whole_or_not_at_all() {
    let whole = current("prod").connect("");
    assert_eq!(whole.principal.as_deref(), Some("alice"));
    assert_eq!(whole.client_id, "oncall");
    assert_eq!(whole.request_timeout, Duration::from_secs(5));
    assert_eq!(whole.confirm, Confirm::TypeName);
    assert_eq!(whole.context.as_deref(), Some("prod"));
    assert_eq!(
        current("prod").resolve("").unwrap().ledger,
        "dlt-replay.prod"
    );

    // The password of prod is not for other brokers.
    for line in ["-b other:9092", "-X bootstrap.servers=other:9092"] {
        let other = current("prod").connect(line);
        assert_eq!(other.principal, None, "{line}");
        assert_eq!(other.properties, [], "{line}");
        assert_eq!(other.context, None, "{line}");
        assert_eq!(other.confirm, Confirm::Ask, "{line}");
        assert_eq!(
            current("prod").resolve(line).unwrap().ledger,
            "dlt-replay.ledger"
        );
    }
    let shared = current("prod")
        .set("KAFKA_BOOTSTRAP_SERVERS", "other:9092")
        .connect("");
    assert_eq!(shared.properties, []);

    // Unless both are typed: one broker of the cluster, or a tunnel to it.
    let both = current("prod").connect("-C prod -b tunnel:9093");
    assert_eq!(both.bootstrap_servers, "tunnel:9093");
    assert_eq!(both.principal.as_deref(), Some("alice"));
    assert_eq!(both.confirm, Confirm::TypeName);
}

#[test]
fn links_are_those_of_the_context_that_applies() {
    let place = Place::new().user(
        "trace_headers = [\"x-order\"]\n[contexts.prod]\nbootstrap_servers = \"prod:9092\"\n\
         trace_url = \"https://x/{trace_id}\"\nui_url = \"https://x/{topic}\"\n",
    );
    let links = |line: &str| {
        let correlation = place.resolve(line).unwrap().correlation;
        assert_eq!(correlation.headers.hyphens_part(b"X-Order"), Some(false));
        (
            correlation.trace_url.is_some(),
            correlation.ui_url.is_some(),
        )
    };
    assert_eq!(links("-C prod"), (true, true));
    assert_eq!(links("-b other:9092"), (false, false));
}

#[test]
fn guardrails_hold_for_the_brokers_of_a_context() {
    let direct = contexts().connect("-b PROD-2:9093,new:9093");
    assert_eq!(direct.confirm, Confirm::TypeName);
    assert!(!direct.read_only);
    insta::assert_snapshot!(direct.notes.join("\n"), @"these are brokers of the context prod, so its guardrails hold here too");
    assert!(contexts().connect("-b mirror:9092").read_only);
    assert!(!contexts().connect("-b staging:9092").read_only);

    // A file's guardrails are a floor, and the project may raise it.
    let floor = Place::new().user(&format!("confirm = \"type-name\"\n{CONTEXTS}"));
    assert_eq!(floor.connect("-C staging").confirm, Confirm::TypeName);
    let raised = contexts().project("read_only = true\nconfirm = \"type-name\"\n");
    let raised = raised.connect("-C staging");
    assert_eq!(
        (raised.read_only, raised.confirm),
        (true, Confirm::TypeName)
    );
}

#[test]
fn time_outs_and_names() {
    let variables = || {
        current("prod")
            .set("DLTCTL_REQUEST_TIMEOUT", "7s")
            .set("DLTCTL_CLIENT_ID", "by-variable")
    };
    for (place, line, seconds, id) in [
        (
            variables(),
            "--request-timeout 9s --client-id by-flag -X client.id=typed",
            9,
            "by-flag",
        ),
        (variables(), "-X client.id=typed", 7, "typed"),
        (variables(), "", 7, "by-variable"),
        (current("prod"), "", 5, "oncall"),
        (
            current("staging"),
            "",
            30,
            concat!("dltctl-", env!("CARGO_PKG_VERSION")),
        ),
    ] {
        let connection = place.connect(line);
        assert_eq!(
            connection.request_timeout,
            Duration::from_secs(seconds),
            "{line}"
        );
        assert_eq!(connection.client_id, id, "{line}");
    }
    insta::assert_snapshot!(contexts().refused("-C prod --request-timeout 30"), @r"
    --request-timeout cannot be `30`
      why: it has no unit
      hint: did you mean 30s?
    ");
}

#[test]
fn properties_of_all_sources_add_up() {
    let place = contexts()
        .set("KAFKA_PASSWORD", "from-env")
        .write("work/service/src/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .write(
            "work/service/src/a.properties",
            "security.protocol=SASL_PLAINTEXT\nsasl.password=${env:KAFKA_PASSWORD}\nssl.key.password=${env:UNSET}\n",
        )
        .write("work/service/src/b.properties", "security.protocol=SASL_SSL\nssl.truststore.location=ca.pem\n");
    // The later file wins, and a placeholder that is overridden is never looked up.
    let connection = place.connect(
        "-C prod -F a.properties -F b.properties -X sasl.username=bob -X ssl.key.password=x",
    );
    let shown: Vec<String> = connection
        .properties
        .iter()
        .map(|property| {
            format!(
                "{}={} ({})",
                property.name,
                property.value.reveal(),
                property.from
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    sasl.mechanism=SCRAM-SHA-512 (context prod)
    sasl.password=from-env (a.properties)
    security.protocol=sasl_ssl (b.properties)
    ssl.ca.location=ca.pem (b.properties)
    sasl.username=bob (-X)
    ssl.key.password=x (-X)
    ");
    assert_eq!(connection.principal.as_deref(), Some("bob"));
}

#[test]
fn other_spellings_of_the_flags() {
    let place = contexts().write("work/service/src/c.properties", "client.rack=r1\n");
    for flag in ["--bootstrap-server", "--bootstrap-servers", "--brokers"] {
        assert_eq!(
            place.connect(&format!("{flag} x:1")).bootstrap_servers,
            "x:1"
        );
    }
    assert_eq!(
        place.connect("--profile staging").bootstrap_servers,
        "staging:9092"
    );
    for flag in ["-F", "--command-config", "--config-file"] {
        assert_eq!(
            place
                .connect(&format!("-b x:1 {flag} c.properties"))
                .properties
                .len(),
            1
        );
    }
    let elsewhere = place.path("home/.config/dltctl/config.toml");
    let elsewhere = elsewhere.to_string_lossy();
    let bare = Place::new();
    assert_eq!(
        bare.connect(&format!("--config {elsewhere} -C staging"))
            .bootstrap_servers,
        "staging:9092"
    );
    let named = Place::new().set("DLTCTL_CONFIG", elsewhere.into_owned());
    assert_eq!(
        named.connect("-C staging").bootstrap_servers,
        "staging:9092"
    );
}

#[test]
fn lists_of_brokers() {
    for (typed, expected) in [
        ("a:9092", "a:9092"),
        ("a:9092,,b:9093,", "a:9092,b:9093"),
        ("a", "a"),
        ("[::1]:9092", "[::1]:9092"),
        ("[::1]", "[::1]"),
        ("PLAINTEXT://a:9092", "PLAINTEXT://a:9092"),
        ("10.0.0.1:1", "10.0.0.1:1"),
    ] {
        assert_eq!(
            Place::new()
                .connect(&format!("-b {typed}"))
                .bootstrap_servers,
            expected
        );
    }
}

#[test]
fn certificates_of_the_system() {
    let ca = |place: Place, line: &str| {
        let connection = place.connect(line);
        connection
            .properties
            .iter()
            .find(|property| property.name == "ssl.ca.location")
            .map(|property| format!("{} ({})", property.value, property.from))
    };
    let tls = "-b x:9093 -X security.protocol=SSL";
    assert_eq!(ca(Place::new(), tls).unwrap(), "probe (default of dltctl)");
    assert_eq!(
        ca(Place::new().set("SSL_CERT_FILE", "/etc/corp.pem"), tls).unwrap(),
        "/etc/corp.pem (environment variable SSL_CERT_FILE)"
    );
    assert_eq!(
        ca(
            Place::new().set("SSL_CERT_FILE", "/etc/corp.pem"),
            &format!("{tls} -X ssl.ca.location=/a.pem")
        )
        .unwrap(),
        "/a.pem (-X)"
    );
    assert_eq!(ca(Place::new(), "-b x:9092"), None);
}

#[test]
fn kcats_file_is_the_last_resort_and_for_reading_only() {
    let kcat = "metadata.broker.list=kcat:9093\nsecurity.protocol=SASL_SSL\nsasl.mechanisms=PLAIN\nsasl.username=anna\n\
                sasl.password=s\\n#1\n";
    let place = || Place::new().write("home/.config/kcat.conf", kcat);
    let settings = place().resolve("").unwrap();
    let connection = settings.connection().unwrap();
    assert_eq!(connection.bootstrap_servers, "kcat:9093");
    assert_eq!(connection.principal.as_deref(), Some("anna"));
    // Writing commands refuse what is not explicit.
    assert!(!connection.is_explicit());
    assert!(
        connection.notes[0].starts_with("nothing names a cluster here: using the file of kcat, ")
    );
    let password = connection
        .properties
        .iter()
        .find(|p| p.name == "sasl.password");
    assert_eq!(password.unwrap().value.reveal(), "s\\n#1");
    // Its password goes nowhere else, and nobody else's goes to it.
    let settings = place().resolve("-b flag:9092").unwrap();
    assert_eq!(settings.connection().unwrap().principal, None);
    for line in ["-X sasl.password=x", "-F bare.properties"] {
        let place = place().write("work/service/src/bare.properties", "client.rack=r1\n");
        assert!(place.resolve(line).unwrap().connection().is_err(), "{line}");
    }
    // A variable names another file, which then must be there; a file without brokers names none.
    let other = place()
        .write("work/service/src/k.conf", "bootstrap.servers=other:1\n")
        .set("KCAT_CONFIG", "k.conf");
    let settings = other.resolve("").unwrap();
    assert_eq!(settings.connection().unwrap().bootstrap_servers, "other:1");
    let absent = place()
        .set("KCAT_CONFIG", "absent.conf")
        .resolve("")
        .unwrap();
    assert!(
        absent
            .connection()
            .unwrap_err()
            .what()
            .contains("(KCAT_CONFIG)")
    );
    let silent = Place::new().write("home/.config/kcat.conf", "client.id=x\n");
    assert!(silent.resolve("").unwrap().connection().is_err());
}

use super::*;
use crate::connect::PropertySource;
use proptest::prelude::*;
use std::io;

fn variable(name: &str) -> Option<String> {
    match name {
        "USER" => Some("alice".to_owned()),
        "PASSWORD" => Some("p$w{r}d".to_owned()),
        _ => None,
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    match path.to_str() {
        Some("/run/secrets/password") => Ok(b"hunter2\n".to_vec()),
        Some("/etc/secrets.properties") => Ok(b"db.password=x\nkafka.password=hunter3\n".to_vec()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}

const INDIRECTION: Indirection<'static> = Indirection {
    variable: &variable,
    read: &read,
};

fn property(name: &str, value: &str) -> RawProperty {
    RawProperty {
        name: name.to_owned(),
        value: value.to_owned(),
        source: PropertySource::Flag,
    }
}

#[test]
fn values() {
    for (value, expected) in [
        ("plain", "plain"),
        ("${env:USER}", "alice"),
        ("${env::USER}", "alice"),
        ("<${env:USER}|${env:USER}>", "<alice|alice>"),
        // What was put in is not looked at again.
        ("${env:PASSWORD}", "p$w{r}d"),
        ("${file:/run/secrets/password}", "hunter2"),
        ("${file:/etc/secrets.properties:kafka.password}", "hunter3"),
        ("${directory:/run/secrets:password}", "hunter2"),
        // Java leaves what it has no provider for.
        ("${vault:a:b}", "${vault:a:b}"),
        ("$ConnectionString", "$ConnectionString"),
        ("${USER}", "${USER}"),
        ("${directory:x}", "${directory:x}"),
        ("${env:USER", "${env:USER"),
        ("}${", "}${"),
        ("", ""),
    ] {
        let resolved = INDIRECTION.resolve(&property("a", value)).unwrap();
        assert_eq!(resolved, expected, "{value}");
    }
}

#[test]
fn providers_under_other_names() {
    let mut properties = [
        property("config.providers", "vars,secrets"),
        property(
            "config.providers.vars.class",
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
        ),
        property(
            "config.providers.secrets.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider",
        ),
        property("config.providers.own.class", "com.acme.OwnProvider"),
        property("sasl.username", "${vars:USER}"),
        property(
            "sasl.password",
            "${secrets:/etc/secrets.properties:kafka.password}",
        ),
        property("ssl.key.password", "${own:x}"),
    ];
    INDIRECTION.resolve_all(&mut properties).unwrap();
    let values: Vec<&str> = properties[4..].iter().map(|p| p.value.as_str()).collect();
    assert_eq!(values, ["alice", "hunter3", "${own:x}"]);
}

#[test]
fn mistakes() {
    let errors: Vec<String> = [
        "${env:NOBODY}",
        "${file:/nowhere}",
        "${file:/etc/secrets.properties:none}",
        "${command:pass show kafka}",
    ]
    .iter()
    .map(|value| {
        let error = INDIRECTION
            .resolve(&property("sasl.password", value))
            .unwrap_err();
        format!("{error} | {}", error.next_step().unwrap_or("-"))
    })
    .collect();
    insta::assert_snapshot!(errors.join("\n"), @r"
    the environment variable NOBODY is not set: `sasl.password` (-X) takes its value from it | export NOBODY and try again
    cannot read /nowhere: `sasl.password` (-X) takes its value from it: entity not found | check the path after `${file:`
    /etc/secrets.properties holds no `none`: `sasl.password` (-X) takes its value from it | -
    `${command:…}` in `sasl.password` (-X) is not supported | put the secret into a variable or a file, and write `${env:NAME}` or `${file:PATH}`
    ");
}

proptest! {
    #[test]
    fn never_panics(value in r"(\$\{|\}|env:|file:|directory:|:|/|é|[a-z]){0,12}") {
        let _ = INDIRECTION.resolve(&property("a", &value));
    }
}

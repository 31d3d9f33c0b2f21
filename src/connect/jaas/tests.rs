use super::*;
use proptest::prelude::*;

fn one(text: &str) -> LoginModule {
    let modules = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(modules.len(), 1, "{text}");
    modules.into_iter().next().unwrap()
}

#[test]
fn options() {
    const PLAIN: &str = "org.apache.kafka.common.security.plain.PlainLoginModule";
    let table: &[(&str, &[(&str, &str)])] = &[
        (
            r#"{M} required username="alice" password="s3cr3t";"#,
            &[("username", "alice"), ("password", "s3cr3t")],
        ),
        // Confluent Cloud and Azure Event Hubs print single quotes.
        (
            "{M} required username='$ConnectionString' password='Endpoint=sb://x/;SharedAccessKey=a+b/c=';",
            &[
                ("username", "$ConnectionString"),
                ("password", "Endpoint=sb://x/;SharedAccessKey=a+b/c="),
            ],
        ),
        (
            "{M} required username=alice password=b-_.$1 ;",
            &[("username", "alice"), ("password", "b-_.$1")],
        ),
        (
            "{M}\n\trequired\r\n  username = \"alice\"\n;\n",
            &[("username", "alice")],
        ),
        ("{M} REQUIRED user_name=\"a\";", &[("user_name", "a")]),
        ("{M} Optional ;", &[]),
        ("{M} requisite;", &[]),
        ("{M} sufficient;", &[]),
        // A quote of the other kind is an ordinary character.
        (
            r#"{M} required a="it's" b='say "x"';"#,
            &[("a", "it's"), ("b", "say \"x\"")],
        ),
        (
            r#"{M} required a="back\\slash" b="quo\"te" c="o\'k";"#,
            &[("a", "back\\slash"), ("b", "quo\"te"), ("c", "o'k")],
        ),
        (
            r#"{M} required a="\t\n\r\f\b\a\v";"#,
            &[("a", "\t\n\r\x0c\x08\x07\x0b")],
        ),
        (
            r#"{M} required a="\101\60\7\777\08";"#,
            &[("a", "A0\x07?7\08")],
        ),
        (r#"{M} required a="" b='';"#, &[("a", ""), ("b", "")]),
        (
            "// why\n{M} /* a * b **/ required // c\n a=\"1\" /**/;",
            &[("a", "1")],
        ),
        // A single slash starts a comment as well: an unquoted address is cut short.
        ("{M} required a=http:/ignored;\n;", &[("a", "http:")]),
        // Inside quotes there are no comments.
        (
            r#"{M} required a="http://x/*y*/";"#,
            &[("a", "http://x/*y*/")],
        ),
        // The end of the line closes a quote, as in Java.
        ("{M} required a=\"open\n;", &[("a", "open")]),
        (r#"{M} required a="1" a="2";"#, &[("a", "2")]),
        (
            "{M} required a=\"pässwörd 密\" b=密;",
            &[("a", "pässwörd 密"), ("b", "密")],
        ),
        ("{M} required a=3;", &[("a", "3")]),
    ];
    for (text, expected) in table {
        let module = one(&text.replace("{M}", PLAIN));
        assert_eq!(module.class, PLAIN, "{text}");
        assert_eq!(module.simple_name(), "PlainLoginModule");
        let expected: BTreeMap<String, String> = expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(module.options, expected, "{text}");
    }
}

#[test]
fn several_modules() {
    let modules = parse(r#"A required a="1"; b.C optional;"#).unwrap();
    let classes: Vec<&str> = modules.iter().map(|module| module.class.as_str()).collect();
    assert_eq!(classes, ["A", "b.C"]);
}

#[test]
fn mistakes() {
    use JaasError::{
        Empty, NoControlFlag, NoModuleName, NoOptionName, NoOptionValue, NoSemicolon,
        UnknownControlFlag,
    };
    for (text, expected) in [
        ("", Empty),
        (" \n // only a comment", Empty),
        ("/* never closed M required;", Empty),
        ("M", NoControlFlag),
        ("M ;", NoControlFlag),
        ("M = required;", NoControlFlag),
        ("M needed a=\"1\";", UnknownControlFlag),
        ("M required", NoSemicolon),
        ("M required a=\"1\"", NoSemicolon),
        // The quote runs to the end of the line and swallows the semicolon.
        ("M required a=\"1;", NoSemicolon),
        ("M required a;", NoOptionValue(1)),
        ("M required a=;", NoOptionValue(1)),
        ("M required a==\"1\";", NoOptionValue(1)),
        ("M required a b=\"1\";", NoOptionValue(1)),
        ("M required a=", NoOptionValue(1)),
        // A quote that is not escaped: what follows is part of the password.
        (
            "M required user=\"a\" password=\"pa\"ss\";",
            NoOptionValue(3),
        ),
        ("M required =\"1\";", NoOptionName),
        ("; M required;", NoModuleName),
        ("M required;;", NoModuleName),
    ] {
        assert_eq!(parse(text), Err(expected), "{text}");
    }
    assert_eq!(parse(&"a".repeat(MAX_LENGTH + 1)), Err(JaasError::TooLong));
}

#[test]
fn debug_hides_the_options() {
    let shown = format!("{:?}", one(r#"M required password="hunter2";"#));
    assert!(
        shown.contains("password") && !shown.contains("hunter2"),
        "{shown}"
    );
}

/// Writes a value as Java would have to read it.
fn quote(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn never_panics_on_what_looks_like_it(text in r#"[a-zM.= ;"'/*\\\n0-7é]{0,80}"#) {
        let _ = parse(&text);
    }

    #[test]
    fn quoted_values_come_back(value in any::<String>()) {
        let module = one(&format!("M required password={};", quote(&value)));
        prop_assert_eq!(&module.options["password"], &value);
    }
}

//! Mistakes in `[[payload]]` of a configuration file: what is wrong, why, where, and what to write instead.

use std::fmt::Write as _;

use crate::support::{Run, dltctl};

/// Rules with one mistake each.
const MISTAKES: [&str; 13] = [
    "[payload]\ntopics = \"orders.*\"",
    "[[payload]]\nvalue = \"json\"",
    "[[payload]]\ntopics = []",
    "[[payload]]\ntopics = [\"orders.[\"]",
    "[[payload]]\ntopics = 7",
    "[[payload]]\ntopics = \"orders.*\"\nvalue = \"xml\"",
    "[[payload]]\ntopics = \"orders.*\"\nkey = true",
    "[[payload]]\ntopics = \"orders.*\"\nschema = \"order.avsc\"",
    "[[payload]]\ntopics = \"orders.*\"\navro_schema = \"schemas/none.avsc\"",
    "[[payload]]\ntopics = \"orders.*\"\navro_schema = \"schemas/broken.avsc\"",
    "[[payload]]\ntopics = \"orders.*\"\nproto = [\"schemas/broken.proto\"]",
    "[[payload]]\ntopics = \"orders.*\"\njson_schema = \"schemas/broken.json\"",
    "[[payload]]\ntopics = \"orders.*\"\navro_schema = \"a.avsc\"\njson_schema = \"schemas/broken.json\"",
];

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot shows all of them")]
fn a_mistake_says_what_and_where_it_is_and_how_it_is_mended() {
    let export = ["demo", "--", "export", "orders.events.DLT", "-n", "1", "-q"];
    let exported = dltctl(&export).out;
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("dltctl").join("config.toml");
    let schemas = config.with_file_name("schemas");
    std::fs::create_dir_all(&schemas).unwrap();
    for (name, text) in [
        ("broken.avsc", r#"{"type":"record","name":"Order"}"#),
        ("broken.proto", "message {"),
        ("broken.json", "{"),
    ] {
        std::fs::write(schemas.join(name), text).unwrap();
    }
    let place = folder.path().to_str().unwrap();
    let run = Run {
        input: exported.into_bytes(),
        variables: vec![("XDG_CONFIG_HOME", place.to_owned())],
        ..Run::default()
    };
    // The control: a rule without a mistake.
    let fine = "[[payload]]\ntopics = \"orders.*\"\nvalue = \"json\"\n";
    std::fs::write(&config, fine).unwrap();
    let seen = run.dltctl(&["decode", "-o", "name"]);
    assert_eq!(seen.status, 0, "{seen}");
    let mut all = String::new();
    for mistake in MISTAKES {
        std::fs::write(&config, mistake).unwrap();
        let seen = run.dltctl(&["decode"]);
        assert_eq!(
            (seen.out.as_str(), seen.status),
            ("", 2),
            "{mistake}: {seen}"
        );
        let told = seen.to_string().replace(place, "HOME");
        writeln!(all, "{mistake}\n{told}").unwrap();
    }
    insta::assert_snapshot!(all, @r##"
    [payload]
    topics = "orders.*"
    [stderr]
    error: HOME/dltctl/config.toml, line 1: `payload` must be tables: [[payload]]
    [exit 2]

    [[payload]]
    value = "json"
    [stderr]
    error: HOME/dltctl/config.toml, line 2: `topics` must name at least one topic: ["orders.*"]
    [exit 2]

    [[payload]]
    topics = []
    [stderr]
    error: HOME/dltctl/config.toml, line 2: `topics` must name at least one topic: ["orders.*"]
    [exit 2]

    [[payload]]
    topics = ["orders.["]
    [stderr]
    error: HOME/dltctl/config.toml, line 2: `topics` holds no pattern
      why: `orders.[` is no pattern of names: unclosed character class; missing ']'
    [exit 2]

    [[payload]]
    topics = 7
    [stderr]
    error: HOME/dltctl/config.toml, line 2: `topics` must be a text in quotes
    [exit 2]

    [[payload]]
    topics = "orders.*"
    value = "xml"
    [stderr]
    error: HOME/dltctl/config.toml, line 3: `value` is no format
      hint: formats are auto, json, json-schema, avro, protobuf, msgpack, cbor, java, text, integer, double, hex; protobuf:MESSAGE names the message
    [exit 2]

    [[payload]]
    topics = "orders.*"
    key = true
    [stderr]
    error: HOME/dltctl/config.toml, line 3: `key` must be a text in quotes
    [exit 2]

    [[payload]]
    topics = "orders.*"
    schema = "order.avsc"
    [stderr]
    error: HOME/dltctl/config.toml, line 3: unknown key `schema`
      hint: did you mean `avro_schema`?
    [exit 2]

    [[payload]]
    topics = "orders.*"
    avro_schema = "schemas/none.avsc"
    [stderr]
    error: the schema HOME/dltctl/schemas/none.avsc cannot be read
      why: No such file or directory (os error 2)
      hint: [[payload]] in HOME/dltctl/config.toml names it; a path there starts at the folder of that file
    [exit 2]

    [[payload]]
    topics = "orders.*"
    avro_schema = "schemas/broken.avsc"
    [stderr]
    error: HOME/dltctl/schemas/broken.avsc is no schema that can be used
      why: No `fields` in record
      hint: [[payload]] in HOME/dltctl/config.toml names it; a path there starts at the folder of that file
    [exit 2]

    [[payload]]
    topics = "orders.*"
    proto = ["schemas/broken.proto"]
    [stderr]
    error: HOME/dltctl/schemas/broken.proto is no schema that can be used
      why: HOME/dltctl/schemas/broken.proto:1:9: expected an identifier, but found '{'
      hint: [[payload]] in HOME/dltctl/config.toml names it; a path there starts at the folder of that file
    [exit 2]

    [[payload]]
    topics = "orders.*"
    json_schema = "schemas/broken.json"
    [stderr]
    error: HOME/dltctl/schemas/broken.json is no schema that can be used
      why: the schema is no JSON: EOF while parsing an object at line 1 column 1
      hint: [[payload]] in HOME/dltctl/config.toml names it; a path there starts at the folder of that file
    [exit 2]

    [[payload]]
    topics = "orders.*"
    avro_schema = "a.avsc"
    json_schema = "schemas/broken.json"
    [stderr]
    error: HOME/dltctl/config.toml, line 2: `topics` have several schemas
      hint: keep one of avro_schema, json_schema and proto
    [exit 2]
    "##);
}

//! What small bytes with a hostile schema, or hostile bytes, cannot do.

use super::{Json, broken, parse, schema, zigzag};

#[test]
fn depth_is_bounded_and_the_text_is_never_deeper_than_others_read() {
    let list =
        schema(r#"{"type":"record","name":"L","fields":[{"name":"n","type":["L","bytes"]}]}"#);
    let nested = |levels: usize| [vec![0; levels - 1], zigzag(1), vec![0]].concat();
    let mut out = Vec::new();
    assert!(list.read(&nested(127), &mut out).is_ok());
    assert!(Json::parse(&out).is_some());
    let found = broken(&list, &nested(128));
    assert_eq!(found.why, "nests more than 127 levels deep");
    assert_eq!(found.path.matches('n').count(), 127);
    // Bytes enough to go on for ever.
    assert_eq!(broken(&list, &vec![0; 1_000_000]).at, found.at);
}

#[test]
fn a_record_that_holds_itself_at_once_ends() {
    let endless = schema(r#"{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}"#);
    assert_eq!(broken(&endless, &[]).why, "nests more than 127 levels deep");
}

#[test]
fn items_that_take_no_byte_are_bounded() {
    let free = [
        r#""null""#,
        r#"{"type":"record","name":"E","fields":[]}"#,
        r#"{"type":"record","name":"E","fields":[{"name":"n","type":"null"}]}"#,
        r#"{"type":"fixed","name":"F","size":0}"#,
    ];
    for items in free {
        let array = schema(&format!(r#"{{"type":"array","items":{items}}}"#));
        let block = |count: i64| [zigzag(count), zigzag(0)].concat();
        assert!(array.read(&block(65_536), &mut Vec::new()).is_ok());
        let found = broken(&array, &block(65_537));
        assert_eq!(found.why, "an array of 65 537 items, where 1 byte is left");
        // Nor by many small blocks.
        let blocks = [zigzag(40_000), zigzag(40_000), zigzag(0)].concat();
        let found = broken(&array, &blocks);
        assert_eq!(
            (found.at, found.why.split(',').next()),
            (3, Some("an array of 40 000 items"))
        );
    }
    // Others pay with bytes, and end where the bytes do.
    let paid = schema(r#"{"type":"array","items":"boolean"}"#);
    let bytes = [zigzag(60_000_000), vec![1; 70_000]].concat();
    let found = broken(&paid, &bytes);
    assert_eq!((found.at, found.truncated), (bytes.len(), true));
    assert_eq!(found.path, "[70000]");
}

/// Thirty records, each of which holds the next twice: 2^30 values in no byte.
fn bomb() -> String {
    let mut text = r#""null""#.to_owned();
    for level in 0..30 {
        let name = |inner: &str, field: &str| format!(r#"{{"name":"{field}","type":{inner}}}"#);
        let again = match level {
            0 => r#""null""#.to_owned(),
            _ => format!("\"R{}\"", level - 1),
        };
        text = format!(
            r#"{{"type":"record","name":"R{level}","fields":[{},{}]}}"#,
            name(&text, "a"),
            name(&again, "b")
        );
    }
    text
}

#[test]
fn a_schema_cannot_make_much_of_nothing() {
    let bomb = schema(&bomb());
    let mut out = Vec::new();
    let found = bomb.read(&[], &mut out).unwrap_err();
    assert!(
        found.why.starts_with("becomes more than 64.0 MiB"),
        "{}",
        found.why
    );
    // The text was cut off; that it was never much longer than the bound shows in what was kept for it.
    assert!(
        out.is_empty() && out.capacity() <= 256 << 20,
        "{}",
        out.capacity()
    );
    // Nor where all of it is passed over and nothing is written.
    let empty = schema(r#"{"type":"record","name":"R29","fields":[]}"#);
    let why = bomb.read_as(&empty, &[], &mut Vec::new()).unwrap_err();
    assert!(why.to_string().contains("becomes more than"), "{why}");
}

#[test]
fn schemas_of_any_depth_are_read_or_refused() {
    let mut text = r#""int""#.to_owned();
    for level in 0..200 {
        text = match level % 3 {
            0 => format!(r#"{{"type":"array","items":{text}}}"#),
            1 => format!(
                r#"{{"type":"record","name":"R{level}","fields":[{{"name":"f","type":{text}}}]}}"#
            ),
            _ => format!(r#"["null",{text}]"#),
        };
        if let Err(why) = parse(&text, &[]) {
            assert!(level > 50, "{why}");
        }
    }
    assert!(parse(&text, &[]).is_err());
    // A chain of references is as long as it is; what it takes to read is bounded by the depth.
    let texts: Vec<String> = (0..2_000)
        .map(|index| {
            let of = match index {
                0 => "null".to_owned(),
                _ => format!("R{}", index - 1),
            };
            format!(
                r#"{{"type":"record","name":"R{index}","fields":[{{"name":"f","type":"{of}"}}]}}"#
            )
        })
        .collect();
    let references: Vec<(&str, &str)> = texts.iter().map(|text| ("R", text.as_str())).collect();
    let chain = parse(r#"{"type":"array","items":"R1999"}"#, &references).unwrap();
    let bytes = [zigzag(1 << 20), zigzag(0)].concat();
    assert!(!broken(&chain, &bytes).why.is_empty());
}

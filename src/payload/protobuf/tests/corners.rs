//! What Protobuf has in its corners.

use super::*;

#[test]
fn every_scalar_is_exact() {
    let text = r#"syntax = "proto3";
        message All {
            double a = 1; float b = 2; int32 c = 3; int64 d = 4; uint32 e = 5; uint64 f = 6; sint32 g = 7; sint64 h = 8;
            fixed32 i = 9; fixed64 j = 10; sfixed32 k = 11; sfixed64 l = 12; bool m = 13; string n = 14; bytes o = 15;
        }"#;
    let full = message(&[
        [tag(1, 1), 0.1_f64.to_le_bytes().to_vec()].concat(),
        [tag(2, 5), 0.1_f32.to_le_bytes().to_vec()].concat(),
        number(3, u64::MAX),
        number(4, i64::MIN.cast_unsigned()),
        number(5, u64::from(u32::MAX)),
        number(6, u64::MAX),
        number(7, u64::from(u32::MAX)),
        number(8, u64::MAX),
        [tag(9, 5), u32::MAX.to_le_bytes().to_vec()].concat(),
        [tag(10, 1), u64::MAX.to_le_bytes().to_vec()].concat(),
        [tag(11, 5), i32::MIN.to_le_bytes().to_vec()].concat(),
        [tag(12, 1), i64::MIN.to_le_bytes().to_vec()].concat(),
        number(13, 2),
        bytes(14, "größe"),
        bytes(15, [0xff, 0x00]),
    ]);
    assert_eq!(
        json(text, &full),
        "{\"a\":0.1,\"b\":0.1,\"c\":-1,\"d\":-9223372036854775808,\"e\":4294967295,\
         \"f\":18446744073709551615,\"g\":-2147483648,\"h\":-9223372036854775808,\"i\":4294967295,\
         \"j\":18446744073709551615,\"k\":-2147483648,\"l\":-9223372036854775808,\"m\":true,\"n\":\"größe\",\
         \"o\":\"/wA=\"}"
    );
    // Absent is the default, which the reader that failed saw.
    assert_eq!(
        json(text, b""),
        r#"{"a":0.0,"b":0.0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":false,"n":"","o":""}"#
    );
}

#[test]
fn what_json_has_no_number_for_is_text() {
    let text = r#"syntax = "proto3"; message M { repeated double d = 1; repeated float f = 2; }"#;
    let doubles = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e300];
    let floats = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
    let payload = message(&[
        bytes(1, doubles.map(f64::to_le_bytes).concat()),
        bytes(2, floats.map(f32::to_le_bytes).concat()),
    ]);
    assert_eq!(
        json(text, &payload),
        r#"{"d":["NaN","Infinity","-Infinity",-0.0,1e+300],"f":["NaN","Infinity","-Infinity"]}"#
    );
}

#[test]
fn what_has_presence_is_shown_where_it_is_present() {
    let text = r#"syntax = "proto3";
        message M {
            optional int32 counted = 1; int32 plain = 2; M inner = 3; repeated string tags = 4; map<string, int32> map = 5;
            oneof either { string left = 6; int32 right = 7; }
        }"#;
    assert_eq!(json(text, b""), r#"{"plain":0,"tags":[],"map":{}}"#);
    let payload = message(&[number(1, 0), bytes(3, ""), number(7, 0)]);
    assert_eq!(
        json(text, &payload),
        r#"{"counted":0,"plain":0,"inner":{"plain":0,"tags":[],"map":{}},"tags":[],"map":{},"right":0}"#
    );
}

#[test]
fn of_a_oneof_the_last_member_counts() {
    let text = r#"syntax = "proto3";
        message M { oneof either { string left = 1; Inner right = 2; } } message Inner { optional int32 a = 1; optional int32 b = 2; }"#;
    let first = bytes(2, number(1, 5));
    let second = bytes(2, number(2, 6));
    let left = bytes(1, "x");
    assert_eq!(
        json(text, &message(&[first.clone(), second.clone()])),
        r#"{"right":{"a":5,"b":6}}"#
    );
    // What stood before the other member is gone, also for the merge.
    let all = message(&[first, left.clone(), second]);
    assert_eq!(json(text, &all), r#"{"right":{"b":6}}"#);
    let all = message(&[bytes(2, ""), left]);
    assert_eq!(json(text, &all), r#"{"left":"x"}"#);
    // And what is wrong with it is wrong all the same.
    let broken = read(text, &message(&[bytes(1, [0xff]), bytes(2, "")])).unwrap_err();
    assert_eq!((broken.at, broken.path.as_str()), (2, "left"));
}

#[test]
fn repeated_fields_may_be_packed_or_not_and_both() {
    let text = r#"syntax = "proto2"; message M { repeated int32 a = 1; repeated int32 b = 2 [packed = true]; repeated fixed32 c = 3; }"#;
    let packed = message(&[varint(1), varint(300), varint(u64::MAX)]);
    let payload = message(&[
        number(1, 7),
        bytes(2, &packed),
        bytes(1, &packed),
        number(2, 8),
        number(1, 9),
        bytes(3, 5_u32.to_le_bytes()),
    ]);
    assert_eq!(
        json(text, &payload),
        r#"{"a":[7,1,300,-1,9],"b":[1,300,-1,8],"c":[5]}"#
    );
}

#[test]
fn maps_have_every_kind_of_key_and_the_last_entry_counts() {
    let kinds = [
        "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
        "sfixed64", "bool", "string",
    ];
    for kind in kinds {
        let text = format!(
            "syntax = \"proto3\"; message M {{ map<{kind}, Inner> map = 1; }} message Inner {{ int32 a = 1; }}"
        );
        let key = |number: u64| match kind {
            "fixed32" | "sfixed32" => [
                tag(1, 5),
                u32::try_from(number).unwrap().to_le_bytes().to_vec(),
            ]
            .concat(),
            "fixed64" | "sfixed64" => [tag(1, 1), number.to_le_bytes().to_vec()].concat(),
            "string" => bytes(1, number.to_string()),
            "sint32" | "sint64" => super::number(1, number * 2),
            _ => super::number(1, number),
        };
        let entry = |key: &[u8], value: &[u8]| bytes(1, [key, &bytes(2, value)].concat());
        let payload = message(&[
            entry(&key(1), &number(1, 3)),
            entry(b"", b""),
            entry(&key(1), &number(1, 4)),
            bytes(1, ""),
        ]);
        let (zero, one) = match kind {
            "bool" => ("false", "true"),
            "string" => ("", "1"),
            _ => ("0", "1"),
        };
        assert_eq!(
            json(&text, &payload),
            format!(r#"{{"map":{{"{one}":{{"a":4}},"{zero}":{{"a":0}}}}}}"#),
            "{kind}"
        );
    }
}

#[test]
fn proto2_has_groups_and_required_fields() {
    let text = r#"syntax = "proto2";
        message M {
            required int32 id = 1;
            repeated group Line = 2 { required string name = 3; optional group Price = 4 { optional int32 cents = 5; } }
            optional int32 defaulted = 6 [default = 42];
        }"#;
    let line = message(&[bytes(3, "a"), group(4, &number(5, 99))]);
    let payload = message(&[number(1, 1), group(2, &line), group(2, &bytes(3, "b"))]);
    assert_eq!(
        json(text, &payload),
        r#"{"id":1,"line":[{"name":"a","price":{"cents":99}},{"name":"b"}]}"#
    );
    let (json, notes) = read(text, &message(&[group(2, b""), group(2, &line)])).unwrap();
    assert_eq!(json, r#"{"line":[{},{"name":"a","price":{"cents":99}}]}"#);
    let missing: Vec<_> = notes.missing_required().collect();
    assert_eq!(missing, ["id", "line[0].name"]);
    assert_eq!(notes.lines()[1], "line[0].name: is required and absent");
}

#[test]
fn enums_have_aliases_and_numbers_without_a_name() {
    let text = r#"syntax = "proto3";
        message M { E e = 1; repeated E all = 2; }
        enum E { option allow_alias = true; NONE = 0; SENT = 1; SHIPPED = 1; LOST = -1; }"#;
    let payload = message(&[
        number(1, 1),
        bytes(2, [varint(0), varint(u64::MAX)].concat()),
    ]);
    assert_eq!(
        json(text, &payload),
        r#"{"e":"SENT","all":["NONE","LOST"]}"#
    );
    let (json, notes) = read(text, &message(&[number(1, 9), bytes(2, [9, 9])])).unwrap();
    assert_eq!(json, r#"{"e":9,"all":[9,9]}"#);
    assert_eq!(notes.lines(), ["e: 9 has no name in E (3 times)"]);
}

#[test]
fn messages_may_contain_themselves() {
    let text = r#"syntax = "proto3"; message Node { Node next = 1; repeated Node all = 2; int32 id = 3; }"#;
    let chain = |depth: usize, field: u32| {
        let mut payload = number(3, 7);
        for _ in 0..depth {
            payload = bytes(field, payload);
        }
        payload
    };
    let deep = json(text, &chain(100, 1));
    assert_eq!(deep.matches("next").count(), 100);
    let broken = read(text, &chain(101, 1)).unwrap_err();
    assert_eq!(broken.why, "nests deeper than 100 messages");
    assert!(broken.path.starts_with("next.next.next"), "{}", broken.path);
    // Deep enough to overflow any stack, if it were followed.
    read(text, &chain(5_000, 1)).unwrap_err();
    // In lists the JSON is twice as deep, and cannot be read any more.
    assert_eq!(json(text, &chain(59, 2)).matches("all").count(), 60);
    let broken = read(text, &chain(61, 2)).unwrap_err();
    assert_eq!(broken.why, "its JSON would nest deeper than 120");
}

#[test]
fn a_field_that_stands_twice_is_merged() {
    let text = r#"syntax = "proto3"; message M { Inner inner = 1; int32 a = 2; } message Inner { repeated int32 a = 1; Inner more = 2; }"#;
    let payload = message(&[
        number(2, 1),
        bytes(1, message(&[number(1, 1), bytes(2, number(1, 5))])),
        bytes(1, message(&[bytes(2, number(1, 6)), number(1, 2)])),
        number(2, 9),
    ]);
    assert_eq!(
        json(text, &payload),
        r#"{"inner":{"a":[1,2],"more":{"a":[5,6]}},"a":9}"#
    );
}

#[test]
fn well_known_types_look_as_everywhere() {
    let text = r#"syntax = "proto3";
        import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/struct.proto";
        import "google/protobuf/wrappers.proto"; import "google/protobuf/any.proto"; import "google/protobuf/field_mask.proto";
        import "google/protobuf/empty.proto";
        message M {
            google.protobuf.Timestamp time = 1; google.protobuf.Duration took = 2; google.protobuf.Struct free = 3;
            google.protobuf.Int64Value wrapped = 4; google.protobuf.Any any = 5; google.protobuf.FieldMask mask = 6;
            google.protobuf.Empty empty = 7; google.protobuf.NullValue null = 8; google.protobuf.Value value = 9;
            repeated google.protobuf.StringValue texts = 10; google.protobuf.ListValue list = 11;
        }
        message Inner { string name = 1; }"#;
    let value = |number: f64| [tag(2, 1), number.to_le_bytes().to_vec()].concat();
    let any = |url: &str, content: &[u8]| message(&[bytes(1, url), bytes(2, content)]);
    let payload = message(&[
        bytes(
            1,
            message(&[number(1, 1_700_000_000), number(2, 120_000_000)]),
        ),
        bytes(2, message(&[number(2, (-5_000_i64).cast_unsigned())])),
        bytes(
            3,
            bytes(1, message(&[bytes(1, "a\u{202e}"), bytes(2, value(1.5))])),
        ),
        bytes(4, number(1, u64::MAX)),
        bytes(5, any("type.googleapis.com/Inner", &bytes(1, "x"))),
        bytes(6, message(&[bytes(1, "user.first_name"), bytes(1, "b")])),
        bytes(7, ""),
        number(8, 0),
        bytes(9, bytes(6, bytes(1, number(4, 1)))),
        bytes(10, ""),
        bytes(10, bytes(1, "t")),
        bytes(
            11,
            message(&[bytes(1, number(1, 0)), bytes(1, bytes(3, "s"))]),
        ),
    ]);
    assert_eq!(
        json(text, &payload),
        "{\"time\":\"2023-11-14T22:13:20.120Z\",\"took\":\"-0.000005s\",\"free\":{\"a\\u202e\":1.5},\"wrapped\":-1,\
         \"any\":{\"@type\":\"type.googleapis.com/Inner\",\"name\":\"x\"},\"mask\":\"user.first_name,b\",\"empty\":{},\
         \"null\":null,\"value\":[true],\"texts\":[\"\",\"t\"],\"list\":[null,\"s\"]}"
    );

    let defaults = |json: &str| format!("{{{json},\"null\":null,\"texts\":[]}}");
    // Out of range, or with more in it than its text can say: as any message.
    let late = bytes(1, number(1, 253_402_300_800));
    assert_eq!(
        json(text, &late),
        defaults(r#""time":{"seconds":253402300800,"nanos":0}"#)
    );
    let mixed = bytes(2, message(&[number(1, 1), number(2, u64::MAX)]));
    assert_eq!(
        json(text, &mixed),
        defaults(r#""took":{"seconds":1,"nanos":-1}"#)
    );
    let more = bytes(4, message(&[number(1, 5), number(2, 6)]));
    let (shown, notes) = read(text, &more).unwrap();
    assert_eq!(
        shown,
        defaults(r#""wrapped":{"value":5,"@unknown":[{"field":2,"varint":6}]}"#)
    );
    assert_eq!(
        notes.lines(),
        ["wrapped: field 2, varint 6, is not in google.protobuf.Int64Value"]
    );
    let empty = message(&[
        bytes(1, ""),
        bytes(2, ""),
        bytes(4, ""),
        bytes(9, ""),
        bytes(11, ""),
    ]);
    assert_eq!(
        json(text, &empty),
        "{\"time\":\"1970-01-01T00:00:00Z\",\"took\":\"0s\",\"wrapped\":0,\"null\":null,\"value\":null,\"texts\":[],\
         \"list\":[]}"
    );
}

#[test]
fn the_message_in_an_any_is_shown_by_its_type_or_as_bytes() {
    let text = r#"syntax = "proto3";
        import "google/protobuf/any.proto"; import "google/protobuf/duration.proto";
        message M { google.protobuf.Any any = 1; } message Inner { string name = 1; Inner inner = 2; }"#;
    let any = |url: &str, content: &[u8]| bytes(1, message(&[bytes(1, url), bytes(2, content)]));
    let cases: [(&str, Vec<u8>, &str, &str); 5] = [
        (
            "x/google.protobuf.Duration",
            number(1, 3),
            r#","value":"3s""#,
            "",
        ),
        (
            "x/google.protobuf.Any",
            bytes(1, "x/Inner"),
            r#","value":{"@type":"x/Inner","name":""}"#,
            "",
        ),
        (
            "x/Other",
            number(1, 3),
            r#","value":"CAM=""#,
            "any: Other is not in the schema",
        ),
        (
            "x/Inner",
            bytes(2, bytes(1, [0xff])),
            r#","value":"EgMKAf8=""#,
            "any: is no Inner: byte 17: a string that is not UTF-8",
        ),
        ("", Vec::new(), r#","value":"""#, ""),
    ];
    for (url, content, expected, note) in cases {
        let (json, notes) = read(text, &any(url, &content)).unwrap();
        assert_eq!(json, format!(r#"{{"any":{{"@type":"{url}"{expected}}}}}"#));
        assert_eq!(notes.lines().join("; "), note, "{url}");
    }
}

#[test]
fn the_name_of_a_well_known_type_is_not_enough() {
    let text = r#"syntax = "proto3"; package google.protobuf; message M { Timestamp a = 1; Any b = 2; Value c = 3; }
        message Timestamp { string seconds = 1; } message Any { int32 x = 2; } message Value { repeated Value list = 1; }"#;
    let payload = message(&[bytes(1, ""), bytes(2, ""), bytes(3, bytes(1, ""))]);
    assert_eq!(
        json(text, &payload),
        r#"{"a":{"seconds":""},"b":{"x":0},"c":{"list":[{"list":[]}]}}"#
    );
}

#[test]
fn extensions_are_shown_where_they_are_known() {
    let text = r#"syntax = "proto2"; package p; message M { optional int32 a = 1; extensions 100 to 200; }
        extend M { optional string known = 100; repeated int32 many = 101; }"#;
    let payload = message(&[
        bytes(100, "x"),
        number(101, 5),
        number(102, 6),
        number(1, 1),
    ]);
    let (json, notes) = read(text, &payload).unwrap();
    assert_eq!(
        json,
        r#"{"a":1,"[p.known]":"x","[p.many]":[5],"@unknown":[{"field":102,"varint":6}]}"#
    );
    assert_eq!(notes.lines(), ["field 102, varint 6, is not in p.M"]);
}

#[test]
fn what_is_unknown_is_kept_at_its_place() {
    let text = r#"syntax = "proto3"; message M { int32 a = 1; repeated Inner inner = 2; } message Inner { int32 b = 1; }"#;
    let unknown = message(&[
        number(15, 42),
        bytes(16, "plain text"),
        bytes(16, "esc\u{1b}[31m"),
        bytes(17, ""),
        [tag(18, 1), 1_u64.to_le_bytes().to_vec()].concat(),
        [tag(19, 5), 2_u32.to_le_bytes().to_vec()].concat(),
        group(20, &number(1, 1)),
    ]);
    let payload = message(&[
        number(99, 1),
        number(1, 1),
        bytes(2, unknown),
        bytes(2, number(15, 1)),
    ]);
    let (json, notes) = read(text, &payload).unwrap();
    assert_eq!(
        json,
        "{\"a\":1,\"inner\":[{\"b\":0,\"@unknown\":[{\"field\":15,\"varint\":42},\
         {\"field\":16,\"text\":\"plain text\"},{\"field\":16,\"base64\":\"ZXNjG1szMW0=\"},\
         {\"field\":17,\"base64\":\"\"},{\"field\":18,\"fixed64\":1},{\"field\":19,\"fixed32\":2},\
         {\"field\":20,\"group\":\"CAE=\"}]},{\"b\":0,\"@unknown\":[{\"field\":15,\"varint\":1}]}],\
         \"@unknown\":[{\"field\":99,\"varint\":1}]}"
    );
    assert_eq!(
        notes.lines(),
        [
            "inner[0]: field 15, varint 42, is not in Inner (2 times)",
            "inner[0]: field 16, \"plain text\", is not in Inner (2 times)",
            "inner[0]: field 17, 0 bytes, is not in Inner",
            "inner[0]: field 18, 8 bytes 0x0000000000000001, is not in Inner",
            "inner[0]: field 19, 4 bytes 0x00000002, is not in Inner",
            "inner[0]: field 20, a group of 2 bytes, is not in Inner",
            "field 99, varint 1, is not in M",
        ]
    );
}

#[test]
fn notes_are_few() {
    let text = r#"syntax = "proto3"; message M { int32 a = 1; }"#;
    let fields: Vec<_> = (10..60).map(|field| number(field, 1)).collect();
    let (_, notes) = read(text, &message(&fields)).unwrap();
    let lines = notes.lines();
    assert_eq!(lines.len(), 9, "{lines:#?}");
    assert_eq!(
        lines[0],
        "none of the 50 fields is in M: probably another message"
    );
    assert_eq!(lines[8], "and 43 more notes like these");
}

#[test]
fn another_message_is_suspected() {
    let text = r#"syntax = "proto3"; package orders; message Order { int32 a = 1; int32 b = 2; }"#;
    let first = |payload: &[u8]| {
        let notes = read(text, payload).unwrap().1;
        notes.lines().into_iter().next().unwrap_or_default()
    };
    assert_eq!(first(b""), "");
    assert_eq!(
        first(&number(7, 1)),
        "the only field is not in orders.Order: probably another message"
    );
    assert_eq!(
        first(&message(&[number(1, 1), number(7, 1), bytes(2, "ab")])),
        "2 of the 3 fields are not in orders.Order: probably another message"
    );
    // A new field or two are nothing to be suspicious about.
    let payload = message(&[number(1, 1), number(2, 1), number(7, 1), number(8, 1)]);
    assert_eq!(first(&payload), "field 7, varint 1, is not in orders.Order");
}

#[test]
fn a_field_of_another_wire_type_is_unknown_as_to_all_readers() {
    let text = r#"syntax = "proto3"; message M { string name = 1; int32 a = 2; Inner inner = 3; } message Inner {}"#;
    let payload = message(&[number(1, 5), number(2, 6), number(3, 7)]);
    let (json, notes) = read(text, &payload).unwrap();
    assert_eq!(
        json,
        r#"{"name":"","a":6,"@unknown":[{"field":1,"varint":5},{"field":3,"varint":7}]}"#
    );
    assert_eq!(
        notes.lines()[1..],
        [
            "field 1 is written as a varint, but in M it is string; taken for unknown, as readers do",
            "field 3 is written as a varint, but in M it is Inner; taken for unknown, as readers do",
        ]
    );
}

#[test]
fn nothing_hostile_goes_out_raw() {
    let text = r#"syntax = "proto3"; message M { string s = 1; map<string, string> m = 2; }"#;
    let hostile = "\u{1b}]0;owned\u{7}\u{202e}\u{9b}\"\\\u{feff}";
    let entry = message(&[bytes(1, hostile), bytes(2, hostile)]);
    let shown = json(text, &message(&[bytes(1, hostile), bytes(2, entry)]));
    assert!(!shown.chars().any(crate::sanitize::is_hostile), "{shown}");
    let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(read["s"], hostile);
    assert_eq!(read["m"][hostile], hostile);
}

#[test]
fn strings_of_proto2_need_not_be_utf8() {
    let text = r#"syntax = "proto2"; message M { optional string s = 1; }"#;
    let (json, notes) = read(text, &bytes(1, b"a\xffb")).unwrap();
    assert_eq!(json, "{\"s\":\"a\u{fffd}b\"}");
    assert_eq!(notes.lines(), ["s: the string is not UTF-8"]);
}

#[test]
fn json_does_not_grow_without_bound() {
    let names: Vec<String> = (1..2_000)
        .map(|n| format!("int32 a_rather_long_name_of_a_field_{n} = {n};"))
        .collect();
    let names = names.concat();
    let text = format!(
        "syntax = \"proto3\"; message M {{ repeated Big all = 1; }} message Big {{ {names} }}"
    );
    let payload = bytes(1, "").repeat(100_000);
    let broken = read(&text, &payload).unwrap_err();
    assert_eq!(broken.why, "its JSON would be too large");
    assert!(broken.path.starts_with("all["), "{}", broken.path);
}

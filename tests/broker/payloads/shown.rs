//! What lists, details, exports and templates show of keys and values that a registry's schemas describe.

use serde_json::{Value, json};

use super::super::support::Shell;
use super::desk::{
    Desk, KEY, KEY_ID, NESTED_ID, ORDER, ORDER_ID, STRICT_ID, avro, dead, framed, genuine, told,
};

/// Makes seven dead letters: Avro with a total that no double holds and a smaller one, Protobuf, JSON, and what is none of it.
fn fill(desk: &Desk, topic: &str) {
    desk.broker.create_topic(topic, 1, &[]);
    let (nested, _) = genuine("confluent-python-2.16.0", "protobuf: message index 0, 1, 1");
    let (checked, _) = genuine("confluent-python-2.16.0", "json: in the frame");
    let order = |id: &str, total: i64| {
        let order = json!({"id": id, "total": total, "note": "as ever"});
        framed(ORDER_ID, avro(ORDER, order))
    };
    let key = |text: &str| framed(KEY_ID, avro(KEY, json!(text)));
    let letter = |offset| dead(topic, "orders", offset);
    let cut = order("o-3", 3);
    desk.write(&[
        letter(0)
            .key(key("order-1"))
            .value(order("o-1", 9_007_199_254_740_993)),
        letter(1)
            .key(key("order-2"))
            .value(order("o-2", 9_007_199_254_740_992)),
        letter(2)
            .key("plain")
            .value(framed(NESTED_ID, &nested[5..])),
        letter(3)
            .key("plain")
            .value(framed(STRICT_ID, &checked[5..])),
        letter(4).key(key("order-3")).value(&cut[..cut.len() - 3]),
        letter(5).key("plain").value(framed(4_000_000, "x")),
        letter(6).key("plain").value("not framed"),
    ]);
}

/// Runs a command with a registry that is named by the flag, and the same where a variable names it: one is as the other.
#[track_caller]
fn both(desk: &Desk, words: &[&str]) -> String {
    let url = desk.registry.url();
    let typed = desk.shell().run(&[words, &["-r", &url][..]].concat());
    let known = desk.shell().set("SCHEMA_REGISTRY_URL", &url).run(words);
    let (typed, known) = (told(&typed), told(&known));
    assert_eq!(typed, known);
    typed
}

#[test]
fn lists_show_keys_formats_and_what_is_wrong() {
    let Some(desk) = Desk::open("payloads are shown decoded") else {
        return;
    };
    let topic = "shown.DLT";
    fill(&desk, topic);
    insta::assert_snapshot!(both(&desk, &["list", topic]), @r##"
    REF            AGE ORIGIN      EXCEPTION              MESSAGE   KEY
    shown.DLT-0@0  AGE orders-0@0  IllegalStateException  no stock  order-1
    shown.DLT-0@1  AGE orders-0@1  IllegalStateException  no stock  order-2
    shown.DLT-0@2  AGE orders-0@2  IllegalStateException  no stock  plain
    shown.DLT-0@3  AGE orders-0@3  IllegalStateException  no stock  plain
    shown.DLT-0@4  AGE orders-0@4  IllegalStateException  no stock  order-3
    shown.DLT-0@5  AGE orders-0@5  IllegalStateException  no stock  plain
    shown.DLT-0@6  AGE orders-0@6  IllegalStateException  no stock  plain
    [exit 0]
    "##);
    insta::assert_snapshot!(both(&desk, &["list", topic, "-o", "wide"]), @r##"
    REF            TIME                      AGE STATE  CATEGORY  FINGERPRINT  ORIGIN      GROUP    ATTEMPTS  EXCEPTION              MESSAGE   KEY      DIALECT     FORMAT                                                            SIZE
    shown.DLT-0@0  2026-11-21T06:51:15.557Z  AGE -      bug       f1-1ba397    orders-0@0  billing         -  IllegalStateException  no stock  order-1  spring-dlt  avro                                                                26
    shown.DLT-0@1  2026-11-21T06:51:15.558Z  AGE -      bug       f1-1ba397    orders-0@1  billing         -  IllegalStateException  no stock  order-2  spring-dlt  avro                                                                26
    shown.DLT-0@2  2026-11-21T06:51:15.559Z  AGE -      bug       f1-1ba397    orders-0@2  billing         -  IllegalStateException  no stock  plain    spring-dlt  protobuf                                                            17
    shown.DLT-0@3  2026-11-21T06:51:15.560Z  AGE -      bug       f1-1ba397    orders-0@3  billing         -  IllegalStateException  no stock  plain    spring-dlt  json-schema: "currency" is a required property                      83
    shown.DLT-0@4  2026-11-21T06:51:15.561Z  AGE -      bug       f1-1ba397    orders-0@4  billing         -  IllegalStateException  no stock  order-3  spring-dlt  avro: truncated at byte 11 in note: ends 3 bytes early              16
    shown.DLT-0@5  2026-11-21T06:51:15.562Z  AGE -      bug       f1-1ba397    orders-0@5  billing         -  IllegalStateException  no stock  plain    spring-dlt  binary: unknown schema id 4000000: the registry does not know it     6
    shown.DLT-0@6  2026-11-21T06:51:15.563Z  AGE -      bug       f1-1ba397    orders-0@6  billing         -  IllegalStateException  no stock  plain    spring-dlt  text                                                                10
    [stderr]
    warning: the schema registry at http://127.0.0.1:PORT/apis/ccompat/v7 does not know schema id 4000000: 1 payload is shown undecoded
    [exit 0]
    "##);
}

#[test]
fn details_show_what_the_schema_says_and_why_it_does_not_fit() {
    let Some(desk) = Desk::open("payloads are shown decoded") else {
        return;
    };
    let topic = "details.DLT";
    fill(&desk, topic);
    let at = |offset: i64| format!("{topic}-0@{offset}");
    let show = |offset: i64, more: &[&str]| {
        let seen = both(&desk, &[&["show", &at(offset)][..], more].concat());
        // What stands before is not about payloads.
        seen[seen.find("\nKEY").expect("a key") + 1..].to_owned()
    };
    insta::assert_snapshot!(show(0, &["--explain"]), @r##"
    KEY  avro, string, schema id 1, 13 B
      "order-1"
      - header __key_schema_id: there is none
      - headers apicurio.key.globalId and .contentId: there are none
      + Confluent frame: 00 and schema id 1
      + the schema is Avro, string

    VALUE  avro, shop.Order, schema id 2, 26 B
      {
        "id": "o-1",
        "total": 9007199254740993,
        "note": "as ever"
      }
      - header __value_schema_id: there is none
      - headers apicurio.value.globalId and .contentId: there are none
      + Confluent frame: 00 and schema id 2
      + the schema is Avro, shop.Order
    [exit 0]
    "##);
    insta::assert_snapshot!(show(2, &[]), @r##"
    KEY  text, 5 B
      plain

    VALUE  protobuf, shop.First.Middle.One, schema id 3, 17 B
      {
        "name": "deep",
        "size": 3
      }
    [exit 0]
    "##);
    insta::assert_snapshot!(show(3, &[]), @r##"
    KEY  text, 5 B
      plain

    VALUE  json-schema, schema id 4, 83 B
      "currency" is a required property
      {
        "id": "o-1",
        "cents": 9223372036854775807,
        "tags": [
          "a",
          null,
          1.5
        ],
        "größe": "✓"
      }
      /cents: 9223372036854775807 is greater than the maximum of 1000
    [exit 0]
    "##);
    insta::assert_snapshot!(show(4, &["--explain"]), @r##"
    KEY  avro, string, schema id 1, 13 B
      "order-3"
      - header __key_schema_id: there is none
      - headers apicurio.key.globalId and .contentId: there are none
      + Confluent frame: 00 and schema id 1
      + the schema is Avro, string

    VALUE  avro, shop.Order, schema id 2, 16 B
      truncated at byte 11 in note: ends 3 bytes early
      00000000  00 00 00 00 02 06 6f 2d  33 06 02 0e 61 73 20 65 |......o-3...as e|
      - header __value_schema_id: there is none
      - headers apicurio.value.globalId and .contentId: there are none
      + Confluent frame: 00 and schema id 2
      + the schema is Avro, shop.Order
    [exit 0]
    "##);
    insta::assert_snapshot!(show(5, &[]), @r##"
    KEY  text, 5 B
      plain

    VALUE  binary, schema id 4000000, 6 B
      unknown schema id 4000000: the registry does not know it
        ids are known to one registry only: it may have been written against another one
      00000000  00 00 3d 09 00 78                                |..=..x|
    [stderr]
    warning: the schema registry at http://127.0.0.1:PORT/apis/ccompat/v7 does not know schema id 4000000: 1 payload is shown undecoded
    [exit 0]
    "##);
}

#[test]
fn what_programs_read_has_what_the_schema_says() {
    let Some(desk) = Desk::open("programs read decoded payloads") else {
        return;
    };
    let topic = "read.DLT";
    fill(&desk, topic);
    insta::assert_snapshot!(both(&desk, &["export", topic, "-f", "%o %k %s\\n"]), @r##"
    0 order-1 {"id":"o-1","total":9007199254740993,"note":"as ever"}
    1 order-2 {"id":"o-2","total":9007199254740992,"note":"as ever"}
    2 plain {"name":"deep","size":3}
    3 plain {"id":"o-1","cents":9223372036854775807,"tags":["a",null,1.5],"größe":"✓"}
    4 order-3 \u{0}\u{0}\u{0}\u{0}\u{2}\u{6}o-3\u{6}\u{2}\u{e}as e
    5 plain \u{0}\u{0}=\t\u{0}x
    6 plain not framed
    [stderr]
    7 records written to standard output in TIME
    warning: the schema registry at http://127.0.0.1:PORT/apis/ccompat/v7 does not know schema id 4000000: 1 payload is shown undecoded
    [exit 0]
    "##);
    insta::assert_snapshot!(both(&desk, &["export", topic, "-o", "csv"]), @r##"
    ref,time,timestamp,topic,partition,offset,origin.topic,origin.partition,origin.offset,group,exception,root_cause,message,category,fingerprint,attempts,dialect,key,value,notes
    read.DLT-0@0,2026-11-21T06:51:15.557Z,1795243875557,read.DLT,0,0,orders,0,0,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,order-1,"{""id"":""o-1"",""total"":9007199254740993,""note"":""as ever""}",
    read.DLT-0@1,2026-11-21T06:51:15.558Z,1795243875558,read.DLT,0,1,orders,0,1,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,order-2,"{""id"":""o-2"",""total"":9007199254740992,""note"":""as ever""}",
    read.DLT-0@2,2026-11-21T06:51:15.559Z,1795243875559,read.DLT,0,2,orders,0,2,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,plain,"{""name"":""deep"",""size"":3}",
    read.DLT-0@3,2026-11-21T06:51:15.560Z,1795243875560,read.DLT,0,3,orders,0,3,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,plain,"{""id"":""o-1"",""cents"":9223372036854775807,""tags"":[""a"",null,1.5],""größe"":""✓""}",
    read.DLT-0@4,2026-11-21T06:51:15.561Z,1795243875561,read.DLT,0,4,orders,0,4,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,order-3,base64:AAAAAAIGby0zBgIOYXMgZQ==,
    read.DLT-0@5,2026-11-21T06:51:15.562Z,1795243875562,read.DLT,0,5,orders,0,5,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,plain,base64:AAA9CQB4,
    read.DLT-0@6,2026-11-21T06:51:15.563Z,1795243875563,read.DLT,0,6,orders,0,6,billing,java.lang.IllegalStateException,java.lang.IllegalStateException,"no stock",bug,f1-1ba3975087c2,,spring-dlt,plain,"not framed",
    [stderr]
    7 records written to standard output in TIME
    warning: the schema registry at http://127.0.0.1:PORT/apis/ccompat/v7 does not know schema id 4000000: 1 payload is shown undecoded
    [exit 0]
    "##);
    let all = parts(&desk, &["export", topic, "--decode", "-o", "json"]);
    insta::assert_snapshot!(all, @r##"
    "read.DLT-0@0"
      key   {"text":"\u0000\u0000\u0000\u0000\u0001\u000eorder-1","format":"avro","schema":{"id":1,"name":"string"},"data":"order-1"}
      value {"base64":"AAAAAAIGby0xgoCAgICAgCACDmFzIGV2ZXI=","format":"avro","schema":{"id":2,"name":"shop.Order"},"data":{"id":"o-1","total":9007199254740993,"note":"as ever"}}
    "read.DLT-0@1"
      key   {"text":"\u0000\u0000\u0000\u0000\u0001\u000eorder-2","format":"avro","schema":{"id":1,"name":"string"},"data":"order-2"}
      value {"base64":"AAAAAAIGby0ygICAgICAgCACDmFzIGV2ZXI=","format":"avro","schema":{"id":2,"name":"shop.Order"},"data":{"id":"o-2","total":9007199254740992,"note":"as ever"}}
    "read.DLT-0@2"
      key   {"text":"plain","format":"text"}
      value {"text":"\u0000\u0000\u0000\u0000\u0003\u0006\u0000\u0002\u0002\n\u0004deep\u0010\u0003","format":"protobuf","schema":{"id":3,"name":"shop.First.Middle.One"},"data":{"name":"deep","size":3}}
    "read.DLT-0@3"
      key   {"text":"plain","format":"text"}
      value {"text":"\u0000\u0000\u0000\u0000\u0004{\"id\":\"o-1\",\"cents\":9223372036854775807,\"tags\":[\"a\",null,1.5],\"größe\":\"✓\"}","format":"json-schema","schema":{"id":4,"name":null},"data":{"id":"o-1","cents":9223372036854775807,"tags":["a",null,1.5],"größe":"✓"},"problem":{"kind":"schema-violation","text":"\"currency\" is a required property","path":""},"notes":["/cents: 9223372036854775807 is greater than the maximum of 1000"]}
    "read.DLT-0@4"
      key   {"text":"\u0000\u0000\u0000\u0000\u0001\u000eorder-3","format":"avro","schema":{"id":1,"name":"string"},"data":"order-3"}
      value {"text":"\u0000\u0000\u0000\u0000\u0002\u0006o-3\u0006\u0002\u000eas e","format":"avro","schema":{"id":2,"name":"shop.Order"},"problem":{"kind":"truncated","text":"truncated at byte 11 in note: ends 3 bytes early","byte":11,"path":"note"}}
    "read.DLT-0@5"
      key   {"text":"plain","format":"text"}
      value {"text":"\u0000\u0000=\t\u0000x","format":"binary","schema":{"id":4000000,"name":null},"problem":{"kind":"unknown-schema-id","text":"unknown schema id 4000000: the registry does not know it","detail":"ids are known to one registry only: it may have been written against another one"}}
    "read.DLT-0@6"
      key   {"text":"plain","format":"text"}
      value {"text":"not framed","format":"text"}
    [exit Some(0)]
    "##);
    let one = parts(&desk, &["show", "read.DLT-0@0", "-o", "json"]);
    assert!(
        all.starts_with(one.trim_end_matches("[exit Some(0)]").trim_end()),
        "{one}\n{all}"
    );
}

/// Returns keys and values of what a command writes as JSON.
#[track_caller]
fn parts(desk: &Desk, words: &[&str]) -> String {
    let seen = desk
        .shell()
        .run(&[words, &["-r", &desk.registry.url()][..]].concat());
    let records: Value = serde_json::from_slice(&seen.out).expect("JSON");
    let one = vec![records.clone()];
    let records = records.as_array().unwrap_or(&one);
    let lines = records.iter().map(|record| {
        format!(
            "{}\n  key   {}\n  value {}\n",
            record["ref"], record["key"], record["value"]
        )
    });
    format!("{}[exit {:?}]", lines.collect::<String>(), seen.status)
}

fn found(shell: &Shell, words: &[&str]) -> Vec<i64> {
    let seen = shell.run(&[words, &["-o", "ndjson"][..]].concat());
    assert_eq!(seen.status, Some(0), "{seen}");
    let text = String::from_utf8(seen.out).expect("text");
    text.lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).expect("JSON");
            record["offset"].as_i64().expect("an offset")
        })
        .collect()
}

#[test]
fn filters_look_into_what_is_decoded() {
    let Some(desk) = Desk::open("filters look into decoded payloads") else {
        return;
    };
    let topic = "filtered.DLT";
    fill(&desk, topic);
    let shell = desk.shell();
    let url = desk.registry.url();
    let list = |words: &[&str]| found(&shell, &[&["list", topic, "-r", &url][..], words].concat());
    // No double tells these two apart.
    assert_eq!(
        list(&["--where", "record.value.total > 9007199254740992"]),
        [0]
    );
    assert_eq!(
        list(&["--where", "record.value.total >= 9007199254740992"]),
        [0, 1]
    );
    assert_eq!(list(&["--where", "record.value.size == 3"]), [2]);
    assert_eq!(list(&["-k", "order-2"]), [1]);
    assert_eq!(list(&["-k", "order-"]), [0, 1, 4]);
    assert_eq!(list(&["-k", "/^order-2$/"]), [1]);
    assert_eq!(list(&["-k", "/^plain$/"]), [2, 3, 5, 6]);
    assert_eq!(list(&["-g", "9007199254740993"]), [0]);
    assert_eq!(list(&["-g", "deep"]), [2]);
    assert_eq!(list(&["-g", "order-3"]), [4]);
    // Control: without the registry nothing of this is there to be found.
    let plain = |words: &[&str]| {
        let seen = shell.run(&[&["list", topic][..], words].concat());
        (
            seen.status,
            String::from_utf8_lossy(&seen.out).into_owned(),
            seen.err,
        )
    };
    for words in [&["-k", "/^order-2$/"][..], &["-g", "9007199254740993"]] {
        let (status, out, err) = plain(words);
        assert_eq!((status, out.as_str()), (Some(0), ""), "{words:?} {err}");
        assert!(err.contains("no record of filtered.DLT matches"), "{err}");
    }
}

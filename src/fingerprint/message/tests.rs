use proptest::prelude::*;

use super::*;

const CASES: &[(&str, &str)] = &[
    ("", ""),
    ("boom", "boom"),
    ("order deadbeef of face is dead", "order * of face is dead"),
    ("order ord-fadedace7 is gone", "order ord-* is gone"),
    (
        "order order-1002 has no customer",
        "order order-* has no customer",
    ),
    (
        "SKU-2204: 2 requested, 0 in stock",
        "SKU-*: * requested, * in stock",
    ),
    ("timed out after 30000 ms", "timed out after * ms"),
    ("took 30s, limit 500ms", "took *s, limit *ms"),
    (
        "id 550e8400-e29b-41d4-a716-446655440000 is gone",
        "id * is gone",
    ),
    ("ord-550e8400-e29b-41d4-a716-446655440000x", "ord-*"),
    (
        "com.acme.Order@1a2b3c4d is stale",
        "com.acme.Order@* is stale",
    ),
    ("com.acme.Order@deadbeef", "com.acme.Order@*"),
    ("at 0x00007f99aabbccdd", "at *"),
    ("offset orders-3@1042 is gone", "offset orders-*@* is gone"),
    ("at 2026-11-21T06:51:15.557Z", "at *"),
    ("at 2026-11-21 06:51:15.557+02:00 UTC sharp", "at * sharp"),
    ("since Sat Nov 21 06:51:15 UTC 2026", "since *"),
    (
        "connect to kafka-1.acme.net:9092 failed",
        "connect to * failed",
    ),
    (
        "Connection to node -1 (localhost/127.0.0.1:9092) failed",
        "Connection to node * (*) failed",
    ),
    ("no route to 10.0.0.7", "no route to *"),
    ("peer [2001:db8::1]:9092 is gone", "peer [*]:* is gone"),
    (
        "mail to jane.doe+x@acme.example bounced",
        "mail to * bounced",
    ),
    (
        "I/O error on GET request for \"http://stock:8080/api/v1/items/77\": refused",
        "I/O error on GET request for *: refused",
    ),
    (
        "GET http://stock:8080/api/v1/items/77?x=1 failed",
        "GET http://*/api/v1/items/* failed",
    ),
    ("cannot find 'order-7' or \"x y\"", "cannot find * or *"),
    (
        "can't reach the orders' table, isn't it",
        "can't reach the orders' table, isn't it",
    ),
    (
        "Can't deserialize data [[123, 34, 111]] from topic [x]",
        "Can't deserialize data [[*]] from topic [x]",
    ),
    (
        "bad {\"id\": 7, \"lines\": [{\"a\": 1}]} here",
        "bad {*} here",
    ),
    ("set {} and {name}", "set {} and {name}"),
    (
        "Key (order_id)=(abc) already exists.",
        "Key (order_id)=(*) already exists.",
    ),
    (
        "server returned HTTP status 503",
        "server returned HTTP status 503",
    ),
    (
        "404 Not Found from GET http://a/b",
        "404 Not Found from GET http://*/b",
    ),
    ("HTTP/1.1 503", "HTTP/1.1 503"),
    (
        "Server returned HTTP response code: 502 for URL: x",
        "Server returned HTTP response code: 502 for URL: x",
    ),
    ("statusCode=429, body=7", "statusCode=429, body=*"),
    (
        "SQL state [23505]; error code [1062]",
        "SQL state [23505]; error code [1062]",
    ),
    ("SQLSTATE 42P01", "SQLSTATE 42P01"),
    (
        "ORA-00001: unique constraint (SHOP.UK) violated",
        "ORA-00001: unique constraint (SHOP.UK) violated",
    ),
    (
        "SRMSG00103: Exception thrown",
        "SRMSG00103: Exception thrown",
    ),
    ("ORD12345: rejected", "ORD*: rejected"),
    ("errno 111", "errno 111"),
    ("exit code 137", "exit code 137"),
    ("unknown magic byte 5", "unknown magic byte 5"),
    ("invalid type 3", "invalid type 3"),
    (
        "Unexpected character ('<' (code 60)): expected",
        "Unexpected character (* (code *)): expected",
    ),
    (
        "not UTF-8 but ISO-8859-1, base64 of SHA-256",
        "not UTF-8 but ISO-8859-*, base64 of SHA-256",
    ),
    ("error: 12 records failed", "error: * records failed"),
    ("returned 250 rows", "returned * rows"),
    ("status 3 records", "status * records"),
    (
        "Cannot invoke \"com.acme.Customer.tier()\" because \"<local4>\" is null",
        "Cannot invoke \"com.acme.Customer.tier()\" because \"*\" is null",
    ),
    (
        "Cannot deserialize value of type `java.math.BigDecimal` from String \"18,99\": not valid",
        "Cannot deserialize value of type `java.math.BigDecimal` from String *: not valid",
    ),
    (
        "x\n at [Source: (String)\"{\"a\": [1]}\"; line: 1, column: 7] (through reference chain: com.acme.Order[\"lines\"]->java.util.ArrayList[0])",
        "x at [Source: *] (through reference chain: com.acme.Order[\"lines\"]->java.util.ArrayList[*])",
    ),
    (
        "x at [Source: UNKNOWN; byte offset: #22]",
        "x at [Source: *]",
    ),
    (
        "'NoneType' object has no attribute 'id'",
        "'NoneType' object has no attribute 'id'",
    ),
    (
        "column \"total\" of relation \"orders\" does not exist",
        "column \"total\" of relation \"orders\" does not exist",
    ),
    (
        "Duplicate entry 'o-7' for key 'orders.uk'",
        "Duplicate entry * for key 'orders.uk'",
    ),
    (
        "class com.acme.Order2Mapper has v2",
        "class com.acme.Order2Mapper has v2",
    ),
    (
        "handler com.acme.A$$SpringCGLIB$$12 of $Proxy34",
        "handler com.acme.A$$SpringCGLIB$$* of $Proxy*",
    ),
    (
        "customer cus_NffrFeUfNV2Hib is blocked",
        "customer cus_* is blocked",
    ),
    ("заказ 42 не найден", "заказ * не найден"),
    ("  a \t b\n", "a b"),
];

#[test]
fn what_varies_becomes_a_star_and_what_means_something_stays() {
    let wrong: Vec<_> = CASES
        .iter()
        .map(|(message, expected)| (*message, *expected, normalise(message)))
        .filter(|(_, expected, found)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_work_is_bounded() {
    let long = format!("x '{}", "a".repeat(1_000_000));
    assert_eq!(normalise(&long), "x *");
    assert!(normalise(&"word ".repeat(1_000_000)).len() <= MOST_KEPT);
    let ids = |count: usize| format!("{} end", "17, ".repeat(count));
    assert_eq!(normalise(&ids(3)), normalise(&ids(300)));
    for hostile in ["{", "[Source: ", "'", "((((=(", "@", "://", "\"`"] {
        normalise(&hostile.repeat(100_000));
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*", parts in prop::collection::vec(
        prop_oneof![Just("'"), Just("\""), Just("7"), Just("a1"), Just("://"), Just("{"), Just("}"), Just("="), Just("@"),
            Just("-"), Just(":"), Just("ü"), Just(" "), Just("[Source: "), Just("code"), Just("550e8400-e29b-41d4-a716-446655440000")], 0..60)) {
        for text in [text, parts.concat()] {
            let once = normalise(&text);
            prop_assert!(once.len() <= MOST_KEPT);
            prop_assert_eq!(normalise(&text), once);
        }
    }

    #[test]
    fn plain_words_at_once_are_those_words_one_by_one(parts in prop::collection::vec(
        prop_oneof![Just("order"), Just("Mar"), Just("Mon"), Just("GMT"), Just("Read"), Just("deadbeef"), Just("CAFEBABE"), Just("status"), Just("503"),
            Just("Bad Request"), Just("name"), Just("'x'"), Just("-"), Just(","), Just("7"), Just("*"), Just("ü"), Just("  "), Just("\n"), Just(" "), Just(" ")],
        0..200)) {
        let text = parts.concat();
        let mut out = String::new();
        let mut one_by_one = Normaliser::new(&text, &mut out);
        let mut at = 0;
        while at < text.len() && one_by_one.out.len() <= MOST_KEPT {
            at += one_by_one.step(at);
        }
        prop_assert_eq!(normalise(&text), kept(&out));
    }
}

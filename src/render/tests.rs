//! The screens as people see them, on genuine dead letters and on one that means harm.

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::samples::{self, genuine, hostile, made};
use crate::envelope::{Chunk, Document, Form, Identity, View};
use crate::record::Record;
use crate::retention::Retention;
use crate::sanitize::is_hostile;
use crate::summary::{By, Field, Summary};

fn text<T>(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<T>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn wanted(full_stack: bool) -> detail::Wanted {
    detail::Wanted {
        full_stack,
        ..detail::Wanted::default()
    }
}

fn list(records: &[Record], layout: &Layout, screen: &Screen) -> String {
    text(|out| {
        let mut list = List::new(layout, screen);
        for record in records {
            let letter = DeadLetterView::new(record.view());
            let kind = crate::kind::KindReader::default().of(&letter);
            let row = Row::of(&letter, layout, screen, Some("open"), kind.as_deref());
            list.push(row, out)?;
        }
        list.finish(out)
    })
}

fn counted(records: &[Record], by: &By) -> Summary {
    let mut summary = Summary::default();
    for record in records {
        summary.record(by, &DeadLetterView::new(record.view()));
    }
    summary
}

/// A few letters of different kinds.
fn letters() -> Vec<Record> {
    let mut letters: Vec<_> = (0..5)
        .map(|offset| genuine("orders.events.DLT", 0, offset))
        .collect();
    letters.push(genuine("poison-retained.DLT", 0, 0));
    letters.push(genuine("hops.DLT", 0, 1));
    letters.push(genuine("shipments-dlt", 0, 0));
    letters.push(genuine("tombstones.DLT", 0, 1));
    letters.push(made(Some(b""), Some(b""), &[]));
    letters
}

fn topics() -> Vec<topics::TopicRow> {
    vec![
        topics::TopicRow {
            topic: "orders.events.DLT".to_owned(),
            open: Some(1184),
            new_last_hour: Some(12),
            records: Some(40_211),
            oldest: Some(1_795_000_000_000),
            newest: Some(1_795_255_100_000),
            origin: Some("orders.events".to_owned()),
            top_exception: Some("java.lang.IllegalStateException".to_owned()),
            partitions: Some(6),
            dialects: vec!["spring-dlt".to_owned(), "spring-retry-topic".to_owned()],
            groups: Some(vec!["parking-service".to_owned()]),
            expiring: Some(topics::Expiring {
                count: 1912,
                before: 1_795_327_200_000,
                overdue: 0,
                first: Some(1_795_300_000_000),
            }),
            retention: Some(Retention {
                deletes: true,
                ms: Some(604_800_000),
                segment_ms: Some(604_800_000),
                segment_bytes: Some(1 << 30),
                ..Retention::default()
            }),
            found_by: topics::FoundBy::Name,
            keeps_original_time: false,
        },
        topics::TopicRow {
            topic: "payments-dlt".to_owned(),
            records: Some(0),
            partitions: Some(1),
            groups: Some(Vec::new()),
            ..topics::TopicRow::default()
        },
    ]
}

#[test]
fn list_at_80_columns() {
    insta::assert_snapshot!(list(&letters(), &Layout::table(), &Screen::of_test(80)), @r"
    REF                       AGE  EXCEPTION                 MESSAGE      KEY
    orders.events.DLT-0@0      5m  IllegalStateException     payment ga…  order-1000
    orders.events.DLT-0@1      5m  NullPointerException      -            order-1001
    orders.events.DLT-0@2      5m  OrderRejectedException    order orde…  order-1002
    orders.events.DLT-0@3      5m  ClassCastException        class java…  order-1003
    orders.events.DLT-0@4      5m  RuntimeException          gave up      order-1006
    poison-retained.DLT-0@0    5m  MismatchedInputException  Cannot des…  0x0000000a
    hops.DLT-0@1               5m  NullPointerException      -            order-16
    shipments-dlt-0@0          5m  IllegalStateException     payment ga…  order-40
    tombstones.DLT-0@1         5m  NullPointerException      -            <null>
    orders.events.DLT-3@1042   3h  -                         -            <empty>
    ");
}

#[test]
fn list_at_200_columns() {
    insta::assert_snapshot!(list(&letters(), &Layout::table(), &Screen::of_test(200)), @r"
    REF                       AGE  ORIGIN               EXCEPTION                 MESSAGE                                                                                                         KEY
    orders.events.DLT-0@0      5m  orders.events-0@0    IllegalStateException     payment gateway did not answer                                                                                  order-1000
    orders.events.DLT-0@1      5m  orders.events-0@1    NullPointerException      -                                                                                                               order-1001
    orders.events.DLT-0@2      5m  orders.events-0@2    OrderRejectedException    order order-1002 has no customer                                                                                order-1002
    orders.events.DLT-0@3      5m  orders.events-0@3    ClassCastException        class java.lang.Integer cannot be cast to class java.lang.String                                                order-1003
    orders.events.DLT-0@4      5m  orders.events-0@4    RuntimeException          gave up                                                                                                         order-1006
    poison-retained.DLT-0@0    5m  poison-retained-0@0  MismatchedInputException  Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)\n …  0x0000000a
    hops.DLT-0@1               5m  hops-0@0             NullPointerException      -                                                                                                               order-16
    shipments-dlt-0@0          5m  shipments-0@0        IllegalStateException     payment gateway did not answer                                                                                  order-40
    tombstones.DLT-0@1         5m  tombstones-0@1       NullPointerException      -                                                                                                               <null>
    orders.events.DLT-3@1042   3h  ~orders.events       -                         -                                                                                                               <empty>
    ");
}

#[test]
fn wide_list_at_80_columns() {
    insta::assert_snapshot!(list(&letters()[..3], &Layout::wide(), &Screen::of_test(80)), @r"
    REF                    AGE  EXCEPTION               MESSAGE           KEY
    orders.events.DLT-0@0   5m  IllegalStateException   payment gateway…  order-1000
    orders.events.DLT-0@1   5m  NullPointerException    -                 order-1001
    orders.events.DLT-0@2   5m  OrderRejectedException  order order-100…  order-1002
    ");
}

#[test]
fn wide_list_where_nothing_bounds_it() {
    insta::assert_snapshot!(list(&letters(), &Layout::wide(), &Screen::of_test(None)), @r"
    REF                       TIME                      AGE  STATE  CATEGORY   FINGERPRINT  ORIGIN               GROUP              ATTEMPTS  EXCEPTION                 MESSAGE                                                                                                                   KEY         DIALECT             FORMAT                                                        SIZE
    orders.events.DLT-0@0     2026-11-21T09:54:51.992Z   5m  open   transient  f1-2bb60e    orders.events-0@0    order-service             -  IllegalStateException     payment gateway did not answer                                                                                            order-1000  spring-dlt          json                                                            63
    orders.events.DLT-0@1     2026-11-21T09:54:52.059Z   5m  open   bug        f1-21d874    orders.events-0@1    order-service             -  NullPointerException      -                                                                                                                         order-1001  spring-dlt          json                                                            63
    orders.events.DLT-0@2     2026-11-21T09:54:52.137Z   5m  open   business   f1-06276b    orders.events-0@2    order-service             -  OrderRejectedException    order order-1002 has no customer                                                                                          order-1002  spring-dlt          json                                                            63
    orders.events.DLT-0@3     2026-11-21T09:54:52.205Z   5m  open   bug        f1-ab9169    orders.events-0@3    order-service             -  ClassCastException        class java.lang.Integer cannot be cast to class java.lang.String                                                          order-1003  spring-dlt          json                                                            63
    orders.events.DLT-0@4     2026-11-21T09:54:52.270Z   5m  open   transient  f1-deb233    orders.events-0@4    order-service             -  RuntimeException          gave up                                                                                                                   order-1006  spring-dlt          json                                                            63
    poison-retained.DLT-0@0   2026-11-21T09:54:51.464Z   5m  open   poison     f1-478318    poison-retained-0@0  retaining-service         -  MismatchedInputException  Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)\n at [Source…  0x0000000a  spring-dlt          text: not JSON: EOF while parsing a list at line 1, column 5     5
    hops.DLT-0@1              2026-11-21T09:54:51.614Z   5m  open   bug        f1-21d874    hops-0@0             hop-service               -  NullPointerException      -                                                                                                                         order-16    spring-dlt          json                                                            59
    shipments-dlt-0@0         2026-11-21T09:54:53.323Z   5m  open   transient  f1-2bb60e    shipments-0@0        shipping-service          3  IllegalStateException     payment gateway did not answer                                                                                            order-40    spring-retry-topic  json                                                            59
    tombstones.DLT-0@1        2026-11-21T09:54:51.574Z   5m  open   bug        f1-21d874    tombstones-0@1       catalogue-service         -  NullPointerException      -                                                                                                                         <null>      spring-dlt          null                                                             -
    orders.events.DLT-3@1042  2026-11-21T06:51:15.557Z   3h  open   -          -            ~orders.events       -                         -  -                         -                                                                                                                         <empty>     byte-copy?          empty                                                            0
    ");
}

#[test]
fn list_with_chosen_columns_and_no_heading() {
    let screen = Screen {
        heading: false,
        ..Screen::of_test(80)
    };
    let layout = Layout::of(Column::list("key, REF,attempts").unwrap());
    insta::assert_snapshot!(list(&letters()[..2], &layout, &screen), @r"
    order-1000  orders.events.DLT-0@0         -
    order-1001  orders.events.DLT-0@1         -
    ");
    assert!(Column::list("ref,colour").is_err());
    assert!(Column::list("").is_err());
}

#[test]
fn an_empty_list_is_nothing() {
    assert_eq!(list(&[], &Layout::table(), &Screen::of_test(80)), "");
}

#[test]
fn keys_are_text_or_digits() {
    let cases: &[(Option<&[u8]>, &str)] = &[
        (None, "<null>"),
        (Some(b""), "<empty>"),
        (Some(b"order-42"), "order-42"),
        (Some(b"{\"id\":1}"), "{\"id\":1}"),
        (Some(b"\x00\x00\x00\x2a"), "0x0000002a"),
        (
            Some(&[0xff; 40]),
            "0xffffffffffffffffffffffffffffffffffffffffffffffff…",
        ),
    ];
    for (key, expected) in cases {
        let row = list(
            &[made(*key, None, &[])],
            &Layout::of(vec![Column::Key]),
            &Screen::of_test(None),
        );
        assert_eq!(row.lines().nth(1), Some(*expected));
    }
}

#[test]
fn summary_at_80_columns() {
    let by = By::fields(Field::list("exception,origin").unwrap());
    let summary = counted(&letters(), &by);
    insta::assert_snapshot!(text(|out| summary::write(&by, &summary, &Shown::Table, &Screen::of_test(80), out)), @r"
    COUNT  FIRST  LAST  EXCEPTION                 ORIGIN    EXAMPLE
        1     5m    5m  IllegalStateException     shipmen…  shipments-dlt-0@0
      payment gateway did not answer
        1     5m    5m  RuntimeException          orders.…  orders.events.DLT-0@4
      gave up
        1     5m    5m  ClassCastException        orders.…  orders.events.DLT-0@3
      class java.lang.Integer cannot be cast to class java.lang.String
        1     5m    5m  OrderRejectedException    orders.…  orders.events.DLT-0@2
      order order-1002 has no customer
        1     5m    5m  NullPointerException      orders.…  orders.events.DLT-0@1
        1     5m    5m  IllegalStateException     orders.…  orders.events.DLT-0@0
      payment gateway did not answer
        1     5m    5m  NullPointerException      hops      hops.DLT-0@1
        1     5m    5m  NullPointerException      tombsto…  tombstones.DLT-0@1
        1     5m    5m  MismatchedInputException  poison-…  poison-retained.DLT-0@0
      Cannot deserialize value of type `com.example.shop.Order` from Array value (t…
        1     3h    3h  -                         -         orders.events.DLT-3@1042
    ");
}

#[test]
fn summary_at_200_columns() {
    let by = By::fields(Field::list("exception,message,route,partition").unwrap());
    let summary = counted(&letters(), &by);
    insta::assert_snapshot!(text(|out| summary::write(&by, &summary, &Shown::Table, &Screen::of_test(200), out)), @r"
    COUNT  FIRST  LAST  EXCEPTION                 MESSAGE                                                       ROUTE     PARTITION  EXAMPLE
        2     5m    5m  IllegalStateException     payment gateway did not answer                                checkout          0  shipments-dlt-0@0
        2     5m    5m  NullPointerException      -                                                             checkout          0  orders.events.DLT-0@1
        1     5m    5m  RuntimeException          gave up                                                       checkout          0  orders.events.DLT-0@4
        1     5m    5m  ClassCastException        class java.lang.Integer cannot be cast to class java.lang.S…  checkout          0  orders.events.DLT-0@3
        1     5m    5m  OrderRejectedException    order order-1002 has no customer                              checkout          0  orders.events.DLT-0@2
        1     5m    5m  NullPointerException      -                                                             -                 0  tombstones.DLT-0@1
        1     5m    5m  MismatchedInputException  Cannot deserialize value of type `com.example.shop.Order` f…  -                 0  poison-retained.DLT-0@0
        1     3h    3h  -                         -                                                             -                 3  orders.events.DLT-3@1042
    ");
}

#[test]
fn a_reference_is_shown_on_every_width() {
    let by = By::fields(Field::list("fingerprint").unwrap());
    let summary = counted(&letters(), &by);
    for (cells, is_below) in [(40, true), (80, true), (200, false)] {
        let mut left_out = Vec::new();
        let shown = text(|out| {
            left_out = summary::write(&by, &summary, &Shown::Table, &Screen::of_test(cells), out)?;
            Ok::<_, std::io::Error>(())
        });
        for group in summary.groups() {
            let example = group.example.to_string();
            let below = shown
                .lines()
                .any(|line| line.trim_start().starts_with(&example));
            assert!(shown.contains(&example), "{example}\n{shown}");
            assert_eq!(below, is_below, "{example}\n{shown}");
        }
        assert!(!left_out.contains(&"EXAMPLE".to_owned()), "{left_out:?}");
    }
}

#[test]
fn summary_by_kind() {
    let by = By::fields(Field::list("fingerprint").unwrap());
    let mut records = letters();
    records.extend((0..5).map(|offset| genuine("batch.DLT", 0, offset)));
    let summary = counted(&records, &by);
    insta::assert_snapshot!(text(|out| summary::write(&by, &summary, &Shown::Table, &Screen::of_test(120), out)), @r"
    FINGERPRINT  COUNT  FIRST  LAST  CATEGORY   GROUP       EXCEPTION                 FRAME         EXAMPLE
    f1-1ba3a0        5     5m    5m  transient  batch-ser…  IllegalStateException     …res.failAll  batch.DLT-0@4
      batch of 5 failed
      likely one bad record in a batch of 5
    f1-21d874        3     5m    5m  bug        catalogue…  NullPointerException      …ilures.fail  orders.events.DLT-0@1
    f1-2bb60e        2     5m    5m  transient  order-ser…  IllegalStateException     …ilures.fail  shipments-dlt-0@0
      payment gateway did not answer
    f1-deb233        1     5m    5m  transient  order-ser…  RuntimeException          …res.chained  orders.events.DLT-0@4
      gave up
    f1-ab9169        1     5m    5m  bug        order-ser…  ClassCastException        …ilures.fail  orders.events.DLT-0@3
      class java.lang.Integer cannot be cast to class java.lang.String
    f1-06276b        1     5m    5m  business   order-ser…  OrderRejectedException    …ilures.fail  orders.events.DLT-0@2
      order order-1002 has no customer
    f1-478318        1     5m    5m  poison     retaining…  MismatchedInputException  -             poison-retained.DLT-0@0
      Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)\n at [Sour…
    -                1     3h    3h  unknown    -           -                         -             orders.events.DLT-3@1042

    8 transient: replay will do once the cause is gone
    1 poison: fix or transform first: as they are, replay will fail again
    1 business: replay will not help: a person decides
    4 bug: deploy the fix first, then replay
    1 unknown: no rule knows them: look at one
    ");
    insta::assert_snapshot!(text(|out| summary::write(&by, &summary, &Shown::Wide, &Screen::of_test(400), out)), @r"
    FINGERPRINT  COUNT  SHARE  FIRST  LAST  TREND         CATEGORY   GROUP                                        ORIGIN                         EXCEPTION                 FRAME             KEYS  EXAMPLE
    f1-1ba3a0        5  33.3%     5m    5m  ···········█  transient  batch-service                                batch                          IllegalStateException     Failures.failAll     5  batch.DLT-0@4
      batch of 5 failed
      likely one bad record in a batch of 5
    f1-21d874        3  20.0%     5m    5m  ···········█  bug        catalogue-service,hop-service,order-service  hops,orders.events,tombstones  NullPointerException      Failures.fail        2  orders.events.DLT-0@1
    f1-2bb60e        2  13.3%     5m    5m  ···········█  transient  order-service,shipping-service               orders.events,shipments        IllegalStateException     Failures.fail        2  shipments-dlt-0@0
      payment gateway did not answer
    f1-deb233        1   6.7%     5m    5m  ···········█  transient  order-service                                orders.events                  RuntimeException          Failures.chained     1  orders.events.DLT-0@4
      gave up
    f1-ab9169        1   6.7%     5m    5m  ···········█  bug        order-service                                orders.events                  ClassCastException        Failures.fail        1  orders.events.DLT-0@3
      class java.lang.Integer cannot be cast to class java.lang.String
    f1-06276b        1   6.7%     5m    5m  ···········█  business   order-service                                orders.events                  OrderRejectedException    Failures.fail        1  orders.events.DLT-0@2
      order order-1002 has no customer
    f1-478318        1   6.7%     5m    5m  ···········█  poison     retaining-service                            poison-retained                MismatchedInputException  -                    1  poison-retained.DLT-0@0
      Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)\n at [Source: UNKNOWN; byte offset: #0]
    -                1   6.7%     3h    3h  █···········  unknown    -                                            -                              -                         -                    1  orders.events.DLT-3@1042

    8 transient: replay will do once the cause is gone
    1 poison: fix or transform first: as they are, replay will fail again
    1 business: replay will not help: a person decides
    4 bug: deploy the fix first, then replay
    1 unknown: no rule knows them: look at one
    ");
    insta::assert_snapshot!(text(|out| summary::write_csv(&by, &summary, None, true, Csv { for_terminal: false }, out)), @r#"
    fingerprint,count,share,first,last,category,category_rule,exception,frame,message,consumer_groups,origins,keys,keys_estimated,batch,example,suggestion
    f1-1ba3a08e2260,5,0.3333,2026-11-21T09:54:51.325Z,2026-11-21T09:54:51.498Z,transient,"time-out (SocketTimeoutException)",java.lang.IllegalStateException,com.example.shop.Failures.failAll,"batch of 5 failed",batch-service,batch,5,false,5,batch.DLT-0@4,"replay will do once the cause is gone"
    f1-21d87427519f,3,0.2,2026-11-21T09:54:51.574Z,2026-11-21T09:54:52.059Z,bug,"null pointer (NullPointerException)",java.lang.NullPointerException,com.example.shop.Failures.fail,,"catalogue-service hop-service order-service","hops orders.events tombstones",2,false,,orders.events.DLT-0@1,"deploy the fix first, then replay"
    f1-2bb60eb9cadb,2,0.1333,2026-11-21T09:54:51.992Z,2026-11-21T09:54:53.323Z,transient,"time-out (SocketTimeoutException)",java.lang.IllegalStateException,com.example.shop.Failures.fail,"payment gateway did not answer","order-service shipping-service","orders.events shipments",2,false,,shipments-dlt-0@0,"replay will do once the cause is gone"
    f1-deb2338a8d90,1,0.0667,2026-11-21T09:54:52.270Z,2026-11-21T09:54:52.270Z,transient,"input and output (IOException)",java.lang.RuntimeException,com.example.shop.Failures.chained,"gave up",order-service,orders.events,1,false,,orders.events.DLT-0@4,"replay will do once the cause is gone"
    f1-ab91695b782a,1,0.0667,2026-11-21T09:54:52.205Z,2026-11-21T09:54:52.205Z,bug,"class cast (ClassCastException)",java.lang.ClassCastException,com.example.shop.Failures.fail,"class java.lang.Integer cannot be cast to class java.lang.String",order-service,orders.events,1,false,,orders.events.DLT-0@3,"deploy the fix first, then replay"
    f1-06276b300806,1,0.0667,2026-11-21T09:54:52.137Z,2026-11-21T09:54:52.137Z,business,"validation (OrderRejectedException)",com.example.shop.OrderRejectedException,com.example.shop.Failures.fail,"order order-1002 has no customer",order-service,orders.events,1,false,,orders.events.DLT-0@2,"replay will not help: a person decides"
    f1-478318264b6a,1,0.0667,2026-11-21T09:54:51.464Z,2026-11-21T09:54:51.464Z,poison,"deserialization (MismatchedInputException)",tools.jackson.databind.exc.MismatchedInputException,,"Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)
     at [Source: UNKNOWN; byte offset: #0]",retaining-service,poison-retained,1,false,,poison-retained.DLT-0@0,"fix or transform first: as they are, replay will fail again"
    ,1,0.0667,2026-11-21T06:51:15.557Z,2026-11-21T06:51:15.557Z,,,,,,,,1,false,,orders.events.DLT-3@1042,
    "#);
}

#[test]
fn summary_as_json() {
    let by = By::fields(Field::list("exception,x").unwrap());
    let records = [
        made(None, None, &[(b"x", None)]),
        made(None, None, &[(b"x", Some(b"\xff"))]),
        genuine("tombstones.DLT", 0, 1),
    ];
    let summary = counted(&records, &by);
    insta::assert_snapshot!(text(|out| summary::write_json(&by, &summary, Form::Lines, out)), @r#"
    {"values":{"exception":"java.lang.NullPointerException","x":null},"count":1,"first":1795254891574,"first_time":"2026-11-21T09:54:51.574Z","last":1795254891574,"last_time":"2026-11-21T09:54:51.574Z","share":0.3333,"example":"tombstones.DLT-0@1","exception":"java.lang.NullPointerException","message":null,"consumer_groups":["catalogue-service"],"origins":["tombstones"],"keys":0,"keys_estimated":false,"trend":[0,0,0,0,0,0,0,0,0,0,0,1],"batch":null}
    {"values":{"exception":null,"x":{"null":true}},"count":1,"first":1795243875557,"first_time":"2026-11-21T06:51:15.557Z","last":1795243875557,"last_time":"2026-11-21T06:51:15.557Z","share":0.3333,"example":"orders.events.DLT-3@1042","exception":null,"message":null,"consumer_groups":[],"origins":[],"keys":0,"keys_estimated":false,"trend":[1,0,0,0,0,0,0,0,0,0,0,0],"batch":null}
    {"values":{"exception":null,"x":{"base64":"/w=="}},"count":1,"first":1795243875557,"first_time":"2026-11-21T06:51:15.557Z","last":1795243875557,"last_time":"2026-11-21T06:51:15.557Z","share":0.3333,"example":"orders.events.DLT-3@1042","exception":null,"message":null,"consumer_groups":[],"origins":[],"keys":0,"keys_estimated":false,"trend":[1,0,0,0,0,0,0,0,0,0,0,0],"batch":null}
    "#);
    insta::assert_snapshot!(text(|out| summary::write_json(&by, &Summary::default(), Form::Array, out)), @r#"{"v":1,"by":["exception","x"],"total":{"count":0,"first":null,"first_time":null,"last":null,"last_time":null},"groups":[],"other":null}"#);
    let document = text(|out| summary::write_json(&by, &summary, Form::Array, out));
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["groups"].as_array().unwrap().len(), 3);
    assert_eq!(document["total"]["count"], 3);
}

#[test]
fn topics_at_80_columns() {
    insta::assert_snapshot!(text(|out| topics::write(&topics(), &Shown::Table, &Screen::of_test(80), out)), @r"
    TOPIC              OPEN  NEW-1H  RECORDS  NEWEST  TOP-EXCEPTION        EXPIRING
    orders.events.DLT  1184      12    40211    100s  IllegalStateExcept…  1912 <24h
    payments-dlt          -       -        0       -  -                    -
    ");
}

#[test]
fn topics_at_62_columns_keep_the_exception() {
    let mut rows = topics();
    insta::assert_snapshot!(text(|out| topics::write(&rows, &Shown::Table, &Screen::of_test(62), out)), @r"
    TOPIC              OPEN  RECORDS  NEWEST  TOP-EXCEPTION
    orders.events.DLT  1184    40211    100s  IllegalStateExcepti…
    payments-dlt          -        0       -  -
    ");
    rows[0].expiring = None;
    insta::assert_snapshot!(text(|out| topics::write(&rows, &Shown::Table, &Screen::of_test(62), out)), @r"
    TOPIC              OPEN  RECORDS  NEWEST  TOP-EXCEPTION
    orders.events.DLT  1184    40211    100s  IllegalStateExcepti…
    payments-dlt          -        0       -  -
    ");
}

#[test]
fn topics_where_something_failed_last_stand_first_for_people_only() {
    let row = |name: &str, records, newest| topics::TopicRow {
        topic: name.to_owned(),
        records,
        newest,
        ..topics::TopicRow::default()
    };
    let rows = [
        row("a", Some(0), None),
        // A compacted topic may have had a newest record and hold none.
        row("b", Some(0), Some(9)),
        row("c", None, None),
        row("d", Some(1), Some(5)),
        row("e", Some(900), Some(3)),
        row("f", Some(2), Some(5)),
    ];
    let names = |shown: &Shown| {
        let table = text(|out| topics::write(&rows, shown, &Screen::of_test(None), out));
        let first = table.lines().skip(1).map(|line| line[..1].to_owned());
        first.collect::<String>()
    };
    assert_eq!(names(&Shown::Table), "dfecab");
    assert_eq!(names(&Shown::Wide), "dfecab");
    let csv = Csv {
        for_terminal: false,
    };
    let json = text(|out| topics::write_json(&rows, Form::Lines, out));
    let csv = text(|out| topics::write_csv(&rows, &Shown::Wide, false, csv, out));
    assert!(
        json.lines()
            .zip("abcdef".chars())
            .all(|(line, name)| line.contains(&format!("{{\"topic\":\"{name}\""))),
        "{json}"
    );
    assert!(
        csv.lines()
            .zip("abcdef".chars())
            .all(|(line, name)| line.starts_with(name)),
        "{csv}"
    );
}

#[test]
fn what_does_not_expire_gives_way_to_the_exception() {
    let mut rows = topics();
    rows[0].expiring = None;
    insta::assert_snapshot!(text(|out| topics::write(&rows, &Shown::Table, &Screen::of_test(80), out)), @r"
    TOPIC              OPEN  NEW-1H  RECORDS  OLDEST  NEWEST  TOP-EXCEPTION
    orders.events.DLT  1184      12    40211      2d    100s  IllegalStateException
    payments-dlt          -       -        0       -       -  -
    ");
}

#[test]
fn wide_topics_at_200_columns() {
    insta::assert_snapshot!(text(|out| topics::write(&topics(), &Shown::Wide, &Screen::of_test(200), out)), @r"
    TOPIC              OPEN  NEW-1H  RECORDS  OLDEST  NEWEST  ORIGIN         TOP-EXCEPTION        EXPIRING                             PARTITIONS  DIALECT                        GROUPS           RETENTION
    orders.events.DLT  1184      12    40211      2d    100s  orders.events  IllegalStateExcept…  1 912 of 40 211 expire before 06:00           6  spring-dlt,spring-retry-topic  parking-service  7d
    payments-dlt          -       -        0       -       -  -              -                    -                                             1  -                              -                -
    ");
}

#[test]
fn topics_as_json() {
    insta::assert_snapshot!(text(|out| topics::write_json(&topics()[1..], Form::Lines, out)), @r#"{"topic":"payments-dlt","found_by":"name","open":null,"new_last_hour":null,"records":0,"oldest":null,"newest":null,"origin":null,"top_exception":null,"expiring":null,"partitions":1,"dialects":[],"groups":[],"retention":null,"keeps_original_time":false}"#);
    assert_eq!(
        text(|out| topics::write_json(&[], Form::Array, out)),
        "[]\n"
    );
}

#[test]
fn names_and_raw_values_are_lines() {
    let mut out = Vec::new();
    for record in [made(None, Some(b"a\xff\nb"), &[]), made(None, None, &[])] {
        push_raw(&DeadLetterView::new(record.view()), &mut out);
    }
    assert_eq!(out, b"a\xff\nb\n\n");
    let mut out = Vec::new();
    push_name(
        &DeadLetterView::new(genuine("hops.DLT", 0, 1).view()),
        &mut out,
    );
    assert_eq!(out, b"hops.DLT-0@1\n");
}

/// A record that means harm, through every form but the one that promises the bytes as they are.
#[test]
fn nothing_hostile_comes_through_any_form() {
    let records = [hostile()];
    let attack = samples::ATTACK.to_owned();
    let by = By::fields(vec![
        Field::Exception,
        Field::Message,
        Field::Origin,
        Field::ConsumerGroup,
        Field::Key,
        Field::Header(attack.as_str().into()),
        Field::Header("kafka_dlt-original-partition".into()),
    ]);
    let summary = counted(&records, &by);
    let topic = topics::TopicRow {
        topic: attack.clone(),
        origin: Some(attack.clone()),
        top_exception: Some(attack.clone()),
        dialects: vec![attack.clone()],
        groups: Some(vec![attack.clone()]),
        found_by: topics::FoundBy::Headers,
        ..topics::TopicRow::default()
    };
    let error = crate::error::Error::failed(attack.clone())
        .why(attack.clone())
        .hint(attack);
    let mut forms: Vec<(String, String)> = Vec::new();
    for width in [Some(20), Some(80), Some(200), None] {
        let screen = Screen::of_test(width);
        forms.push(("list".to_owned(), list(&records, &Layout::table(), &screen)));
        forms.push(("wide".to_owned(), list(&records, &Layout::wide(), &screen)));
        for full_stack in [false, true] {
            for record in &records {
                let letter = DeadLetterView::new(record.view());
                forms.push((
                    "show".to_owned(),
                    text(|out| detail::write(&letter, None, &screen, &wanted(full_stack), out)),
                ));
            }
        }
        forms.push((
            "summary".to_owned(),
            text(|out| summary::write(&by, &summary, &Shown::Table, &screen, out)),
        ));
        let rows = [topic.clone()];
        forms.push((
            "topics".to_owned(),
            text(|out| topics::write(&rows, &Shown::Wide, &screen, out)),
        ));
    }
    for form in [Form::Lines, Form::Array] {
        for decode in [false, true] {
            let mut chunk = Chunk::default();
            for record in &records {
                chunk.push(
                    form,
                    &DeadLetterView::new(record.view()),
                    &Identity::default(),
                    &View {
                        decode,
                        kinds: Some(std::sync::Arc::default()),
                    },
                );
            }
            let mut document = Document::new(form);
            forms.push((
                "records".to_owned(),
                text(|out| document.write(&chunk, out)),
            ));
        }
        forms.push((
            "summary json".to_owned(),
            text(|out| summary::write_json(&by, &summary, form, out)),
        ));
        let rows = [topic.clone()];
        forms.push((
            "topics json".to_owned(),
            text(|out| topics::write_json(&rows, form, out)),
        ));
    }
    forms.push((
        "error".to_owned(),
        text(|out| error::write(out, &error, false, None)),
    ));
    forms.push((
        "error json".to_owned(),
        text(|out| error::write_json(out, &error)),
    ));
    for (form, text) in forms {
        let found = text
            .chars()
            .find(|scalar| is_hostile(*scalar) && *scalar != '\n');
        assert_eq!(found, None, "{form}: {text}");
        // The evidence is still there, where there is room for any.
        assert!(
            // A reference is never clipped, and leaves no room.
            text.lines().all(|line| crate::sanitize::width(line) <= 24)
                || text.contains("owned")
                || text.contains("\\x1b")
                || text.contains("u001b"),
            "{form}: {text}"
        );
    }
}

/// With colours, the only escape sequences are our own.
#[test]
fn colours_are_the_only_escape_sequences() {
    let screen = Screen {
        color: true,
        ..Screen::of_test(100)
    };
    let record = hostile();
    let letter = DeadLetterView::new(record.view());
    let by = By::fields(vec![Field::Exception, Field::Message]);
    let ours = regex::Regex::new("\u{1b}\\[[0-9;]+m").unwrap();
    let colored = [
        list(&[hostile()], &Layout::table(), &screen),
        text(|out| detail::write(&letter, None, &screen, &wanted(false), out)),
        text(|out| {
            summary::write(
                &by,
                &counted(&[hostile()], &by),
                &Shown::Table,
                &screen,
                out,
            )
        }),
        text(|out| topics::write(&topics(), &Shown::Wide, &screen, out)),
    ];
    for text in colored {
        let bare = ours.replace_all(&text, "");
        assert_ne!(bare, text);
        assert!(
            !bare
                .chars()
                .any(|scalar| is_hostile(scalar) && scalar != '\n'),
            "{bare}"
        );
        // A colour never runs on into the next line.
        for line in text.lines() {
            assert!(
                !line.contains('\u{1b}') || line.rfind("\u{1b}[0m") >= line.rfind("\u{1b}["),
                "{line:?}"
            );
        }
    }
}

#[test]
fn a_failure_of_the_key_is_marked() {
    let screen = Screen::of_test(None);
    let layout = Layout::of(vec![Column::Exception]);
    let shown = |topic: &str| list(&[genuine(topic, 0, 0)], &layout, &screen);
    assert_eq!(
        shown("poison-key.DLT"),
        "EXCEPTION\nSerializationException (key)\n"
    );
    assert_eq!(
        shown("poison-value.DLT"),
        "EXCEPTION\nStreamReadException\n"
    );
}

/// Whoever wrote a dead letter is named in every form, a guess is marked, and what is no tombstone is not called one.
#[test]
fn every_dialect_is_named_everywhere() {
    let screen = Screen::of_test(None);
    let mut named = std::collections::BTreeSet::new();
    let captured = samples::FRAMEWORKS.into_iter().flat_map(samples::capture);
    let captured = captured.map(|record| (record.record_ref().to_string(), record));
    for (case, record) in samples::constructed().into_iter().chain(captured) {
        let letter = DeadLetterView::new(record.view());
        let reading = letter.reading();
        let wide = list(std::slice::from_ref(&record), &Layout::wide(), &screen);
        let shown = text(|out| detail::write(&letter, None, &screen, &wanted(false), out));
        let mut json = Vec::new();
        let view = View {
            decode: false,
            kinds: None,
        };
        let _ = crate::envelope::write(&letter, &Identity::default(), &view, &mut json);
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let told = &json["dead_letter"];
        for (at, dialect) in reading.dialects.iter().enumerate() {
            named.insert(dialect.name());
            assert!(wide.contains(dialect.name()), "{case}: {wide}");
            assert!(shown.contains(dialect.name()), "{case}: {shown}");
            assert_eq!(told["dialects"][at], dialect.name(), "{case}");
        }
        assert_eq!(shown.contains("(a guess)"), reading.guessed, "{case}");
        assert_eq!(told["confidence"] == "low", reading.guessed, "{case}");
        let elsewhere = told["payload_is_original"] == false;
        let value = record.view().envelope.value;
        let tombstone = value.is_none() && !elsewhere;
        assert_eq!(
            shown.contains("(a tombstone)"),
            tombstone,
            "{case}: {shown}"
        );
        assert_eq!(
            shown.contains("no tombstone:"),
            value.is_none() && elsewhere,
            "{case}"
        );
    }
    let rows = crate::dialect::table::ROWS.iter();
    let missing: Vec<_> = rows
        .map(|row| row.name)
        .filter(|name| !named.contains(name) && *name != "spring-retry-topic")
        .collect();
    assert_eq!(missing, [""; 0], "there is no record of these");
}

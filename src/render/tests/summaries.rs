//! Summaries.

use super::*;

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

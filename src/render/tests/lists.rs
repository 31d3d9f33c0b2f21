//! Lists of records, narrow and wide.

use super::*;

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

//! Lists of topics.

use super::*;

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

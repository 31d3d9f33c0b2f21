use proptest::prelude::*;

use super::streamed::MEASURED;
use super::*;

fn columns() -> Vec<Column> {
    vec![
        Column::whole("REF"),
        Column::whole("AGE").right(),
        Column::clipped("ORIGIN", 8, 2).clipped_in_front(),
        Column::optional("TIME", 3),
        Column::clipped("MESSAGE", 10, 1).most(40),
    ]
}

fn row(reference: &str, age: &str, origin: &str, time: &str, message: &str) -> Vec<String> {
    [reference, age, origin, time, message]
        .map(str::to_owned)
        .to_vec()
}

fn rows() -> Vec<Vec<String>> {
    vec![
        row(
            "orders-0@5",
            "5m",
            "orders-3@991",
            "10:00",
            "payment gateway did not answer",
        ),
        row("orders-0@12", "12h", "-", "-", "größe 数数数 exceeded"),
        row("orders-0@7", "3d", "", "11:30", ""),
    ]
}

fn text(lines: &[String]) -> String {
    lines
        .iter()
        .flat_map(|line| [line.as_str(), "\n"])
        .collect()
}

fn streamed(columns: &[Column], rows: &[Vec<String>], screen: &Screen) -> String {
    let mut table = Streamed::new(columns.to_vec(), screen.clone());
    let mut out = Vec::new();
    for row in rows {
        table.push(row.clone(), &mut out).unwrap();
    }
    table.settle(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn columns_give_way_one_after_the_other() {
    let at =
        |width: Option<usize>| text(&whole(&columns(), &rows(), &Screen::of_test(width)).lines);
    insta::assert_snapshot!(at(None), @r"
    REF          AGE  ORIGIN        TIME   MESSAGE
    orders-0@5    5m  orders-3@991  10:00  payment gateway did not answer
    orders-0@12  12h  -             -      größe 数数数 exceeded
    orders-0@7    3d                11:30
    ");
    insta::assert_snapshot!(at(Some(60)), @r"
    REF          AGE  ORIGIN        TIME   MESSAGE
    orders-0@5    5m  orders-3@991  10:00  payment gateway did …
    orders-0@12  12h  -             -      größe 数数数 exceeded
    orders-0@7    3d                11:30
    ");
    insta::assert_snapshot!(at(Some(45)), @r"
    REF          AGE  ORIGIN    TIME   MESSAGE
    orders-0@5    5m  …s-3@991  10:00  payment g…
    orders-0@12  12h  -         -      größe 数…
    orders-0@7    3d            11:30
    ");
    insta::assert_snapshot!(at(Some(30)), @r"
    REF          AGE  MESSAGE
    orders-0@5    5m  payment gat…
    orders-0@12  12h  größe 数数…
    orders-0@7    3d
    ");
    insta::assert_snapshot!(at(Some(18)), @r"
    REF          AGE
    orders-0@5    5m
    orders-0@12  12h
    orders-0@7    3d
    ");
    insta::assert_snapshot!(at(Some(7)), @r"
    REF
    orders…
    orders…
    orders…
    ");
    assert_eq!(at(Some(0)).trim(), "");
}

#[test]
fn what_was_left_out_is_told() {
    let mut table = Streamed::new(columns(), Screen::of_test(30));
    let mut out = Vec::new();
    for row in rows() {
        table.push(row, &mut out).unwrap();
    }
    assert!(table.left_out().is_empty() && out.is_empty());
    table.settle(&mut out).unwrap();
    assert_eq!(table.left_out(), ["ORIGIN", "TIME"]);
}

#[test]
fn the_first_rows_decide_the_widths() {
    let columns = [Column::whole("REF"), Column::clipped("KEY", 4, 1)];
    let mut table = Streamed::new(columns.to_vec(), Screen::of_test(80));
    let mut out = Vec::new();
    for _ in 1..MEASURED {
        table
            .push(vec!["r".to_owned(), "12345678".to_owned()], &mut out)
            .unwrap();
    }
    assert!(out.is_empty());
    table
        .push(vec!["r".to_owned(), "k".to_owned()], &mut out)
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&out).lines().count(), MEASURED + 1);
    out.clear();
    table
        .push(vec!["r".to_owned(), "123456789".to_owned()], &mut out)
        .unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "r    1234567…\n");
}

/// Prints a thousand rows, the later of which are longer than those that decide the widths; returns the last.
fn last_row(columns: &[Column], width: Option<usize>) -> String {
    let rows: Vec<_> = (0..2 * MEASURED)
        .map(|row| {
            let age = if row < MEASURED { "6h" } else { "119s" };
            vec![
                format!("orders-0@{row}"),
                age.to_owned(),
                "é".repeat(row / 100),
            ]
        })
        .collect();
    let text = streamed(columns, &rows, &Screen::of_test(width));
    text.lines().last().unwrap().to_owned()
}

#[test]
fn what_is_copied_is_never_clipped() {
    let columns = |expected| {
        let reference = Column::whole("REF").copied().expecting(expected);
        [
            reference,
            Column::whole("AGE").right().expecting(4),
            Column::clipped("KEY", 3, 1),
        ]
    };
    insta::assert_snapshot!(last_row(&columns(0), Some(30)), @"orders-0@999  119s  ééé…");
    insta::assert_snapshot!(last_row(&columns(14), Some(30)), @"orders-0@999    119s  ééé…");
    // Programs get every cell whole.
    insta::assert_snapshot!(last_row(&columns(0), None), @"orders-0@999  119s  ééééééééé");
    // A terminal that is narrower than a reference breaks the line, and nothing is lost.
    insta::assert_snapshot!(last_row(&columns(0), Some(5)), @"orders-0@999");
}

#[test]
fn without_more_rows_no_room_is_kept() {
    let mut table = Streamed::new(
        vec![Column::whole("REF").expecting(9), Column::whole("KEY")],
        Screen::of_test(80),
    );
    let mut out = Vec::new();
    table
        .push(vec!["r".to_owned(), "k".to_owned()], &mut out)
        .unwrap();
    table.finish(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "REF  KEY\nr    k\n");
}

#[test]
fn colour_changes_no_place() {
    let screen = Screen {
        color: true,
        ..Screen::of_test(60)
    };
    let columns: Vec<_> = columns()
        .into_iter()
        .map(|column| column.ink(Ink::Failure))
        .collect();
    let colored = streamed(&columns, &rows(), &screen);
    assert!(
        colored.contains("\u{1b}[31morders-0@5\u{1b}[0m"),
        "{colored}"
    );
    assert!(colored.contains("\u{1b}[2m-\u{1b}[0m"), "{colored}");
    let bare = regex::Regex::new("\u{1b}\\[[0-9;]*m")
        .unwrap()
        .replace_all(&colored, "")
        .into_owned();
    assert_eq!(bare, streamed(&columns, &rows(), &Screen::of_test(60)));
}

proptest! {
    #[test]
    fn both_ways_print_the_same_and_fit(
        rows in proptest::collection::vec(proptest::array::uniform5("([a-z-]|\\p{Han}|e\u{301}| ){0,14}"), 1..6),
        width in proptest::option::of(1_usize..90),
        heading in any::<bool>(),
    ) {
        // comfy-table drops what stands at the end of a line, and so do the rows of `list`, whose cells have none.
        let rows: Vec<Vec<String>> =
            rows.into_iter().map(|row| row.map(|cell| cell.trim().to_owned()).to_vec()).collect();
        let screen = Screen { heading, ..Screen::of_test(width) };
        let streamed = streamed(&columns(), &rows, &screen);
        prop_assert_eq!(&text(&whole(&columns(), &rows, &screen).lines), &streamed);
        for line in streamed.lines() {
            prop_assert!(crate::sanitize::width(line) <= width.unwrap_or(usize::MAX), "{}", line);
            prop_assert_eq!(line, line.trim_end());
        }
    }
}

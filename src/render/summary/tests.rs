use super::*;

#[test]
fn shares_are_never_more_or_less_than_they_are() {
    let cases = [
        (0, 5, "0.0%"),
        (1, 3, "33.3%"),
        (5, 5, "100%"),
        (1, 1_000_000, "<0.1%"),
        (999_999, 1_000_000, ">99.9%"),
        (0, 0, "0.0%"),
    ];
    for (count, total, expected) in cases {
        assert_eq!(share(count, total), expected);
    }
}

#[test]
fn a_sparkline_is_as_high_as_its_part() {
    assert_eq!(sparkline(&[0, 1, 4, 8, 80, 40]), "·▁▁▁█▄");
    assert_eq!(sparkline(&[0, 0]), "··");
}

#[test]
fn frames_without_their_package() {
    let cases = [
        ("com.acme.orders.Placement.place", "Placement.place"),
        ("Placement.place", "Placement.place"),
        ("stock.reserve", "stock.reserve"),
        (
            "github.com/acme/orders/store.(*Store).Save",
            "store.(*Store).Save",
        ),
        ("main.main", "main.main"),
    ];
    for (frame, short) in cases {
        assert_eq!(short_frame(frame), short);
    }
}

//! Numbers for people.

/// Returns a size in bytes with one decimal: `512 B`, `2.5 KiB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes.saturating_mul(10) / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// Returns a number with its thousands apart: `12 431`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// Returns a number and its noun, in the plural unless it is one: `1 record`, `12 431 records`.
pub fn counted(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number))
}

/// Returns the first five names and how many more there are: `a, b`, `a, b, c, d, e and 1 997 more`.
pub fn some_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let mut text = names.by_ref().take(5).collect::<Vec<_>>().join(", ");
    let more = names.count() as u64;
    if more > 0 {
        text.push_str(" and ");
        text.push_str(&count(more));
        text.push_str(" more");
    }
    text
}

/// Returns a span of milliseconds in the largest unit that measures it exactly: `7d`, `90m`, `1500ms`.
pub fn span(ms: i64) -> String {
    const UNITS: [(i64, &str); 4] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1000, "s"),
    ];
    let unit = UNITS.iter().find(|(size, _)| ms != 0 && ms % size == 0);
    unit.map_or_else(
        || format!("{ms}ms"),
        |(size, name)| format!("{}{name}", ms / size),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(2560), "2.5 KiB");
        assert_eq!(bytes(5 << 20), "5.0 MiB");
        assert_eq!(bytes(5 << 40), "5.0 TiB");
        assert!(bytes(u64::MAX).ends_with(" TiB"));
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(12_431), "12 431");
        assert_eq!(count(1_000_000), "1 000 000");
        assert_eq!(counted(1, "frame"), "1 frame");
        assert_eq!(counted(0, "frame"), "0 frames");
        assert_eq!(some_of(["a", "b"]), "a, b");
        assert_eq!(
            some_of(["a", "b", "c", "d", "e", "f", "g"]),
            "a, b, c, d, e and 2 more"
        );
        let spans = [604_800_000, 129_600_000, 5_400_000, 61_000, 1500, 0].map(span);
        assert_eq!(spans, ["7d", "36h", "90m", "61s", "1500ms", "0ms"]);
    }
}

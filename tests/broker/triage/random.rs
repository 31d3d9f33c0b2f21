//! Values that differ from record to record, the same in every run.

use std::fmt::Write as _;

/// Names as customers and articles have them; quotes, apostrophes and letters beyond ASCII among them.
const NAMES: [&str; 8] = [
    "Anna Müller",
    "wool blanket",
    "J. Smith-Jones",
    "Łukasz",
    "blanket, wool (large)",
    "Conan O'Brien",
    "山田 太郎",
    "ACME GmbH & Co. KG",
];

/// A source of numbers without a pattern (`SplitMix64`).
pub(super) struct Random(u64);

impl Random {
    /// Starts with a seed.
    pub(super) fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Gives a number below another one.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// Chooses one of several.
    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let index = self.below(all.len() as u64);
        &all[usize::try_from(index).expect("small")]
    }

    /// Puts values into a text with names of values in guillemets, such as `«uuid»`.
    ///
    /// # Panics
    /// For the name of no value.
    pub(super) fn fill(&mut self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('«') {
            let (name, behind) = behind.split_once('»').expect("an end of the name");
            text.push_str(before);
            self.value(name, &mut text);
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    fn value(&mut self, name: &str, text: &mut String) {
        let bits = self.bits();
        let written = match name {
            "n" => write!(text, "{}", bits % 100_000),
            "line" => write!(text, "{}", 20 + bits % 400),
            "small" => write!(text, "{}", bits % 40),
            "hex" => write!(text, "{:08x}", bits >> 32),
            "letters" => write!(text, "ch_{}", letters(bits)),
            "uuid" => {
                let more = self.bits();
                write!(
                    text,
                    "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
                    bits >> 32,
                    bits & 0xffff,
                    more & 0xfff,
                    (more >> 12) & 0xfff,
                    more >> 16
                )
            }
            "amount" => write!(
                text,
                "{},{:03}.{:02}",
                bits % 90 + 1,
                bits % 997,
                bits % 100
            ),
            "comma" => write!(text, "{},{:02}", bits % 900, bits % 89),
            "time" => write!(
                text,
                "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                bits % 12 + 1,
                bits % 28 + 1,
                bits % 24,
                bits % 60,
                bits % 59,
                bits % 1000
            ),
            "host" => write!(
                text,
                "stock-{:x}-{}.acme.internal",
                (bits >> 20) & 0xfff_ffff,
                &letters(bits)[..5]
            ),
            "name" => write!(text, "{}", self.one_of(&NAMES)),
            "source" if bits.is_multiple_of(2) => {
                write!(
                    text,
                    "(byte[])\"wool {}\"; line: 1, column: {}",
                    bits % 999,
                    bits % 30
                )
            }
            "source" => write!(
                text,
                "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {}, column: {}",
                bits % 9 + 1,
                bits % 30
            ),
            other => panic!("no value is called {other}"),
        };
        written.expect("a text");
    }
}

/// Writes a number with letters of both cases and digits, as ids of payment providers are.
fn letters(mut bits: u64) -> String {
    const ALL: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = String::new();
    for _ in 0..10 {
        text.push(char::from(ALL[usize::try_from(bits % 62).expect("small")]));
        bits /= 62;
    }
    text
}

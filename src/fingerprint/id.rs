//! The id itself: what goes in, how it is written, and how it is typed.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::{Language, Packages, Trace, normalise, normalise_into};
use crate::dead_letter::Failure;
use crate::error::Error;

/// The version of the rules; ids of different versions say nothing about each other.
const VERSION: &str = "f1-";

/// The digits of an id.
const DIGITS: usize = 12;

/// The digits that tables show, as many as tell a thousand kinds apart.
const SHORT: usize = 6;

/// What tells one kind of failure from another, in the order of its worth.
///
/// A part that is missing is missing for the whole kind: without a stack trace there is no frame, without a class only the
/// message counts. What a framework puts around the failure is no part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The class of the root cause, in the name that all versions of its library share.
    pub class: Option<String>,
    /// The first frame of the application, without file and line.
    pub frame: Option<String>,
    /// The message of the root cause, normalised.
    pub message: Option<String>,
}

impl Evidence {
    /// Looks at a failure.
    pub fn of(failure: &Failure<'_>, packages: &Packages) -> Self {
        let text = failure.stack_trace.value();
        let trace = text.and_then(|text| Trace::read(text, packages));
        let last = failure.chain.last();
        let told = last.map(|link| link.class.as_ref());
        let own = last.and_then(|link| link.message.as_deref());
        let own = own.or(failure.message.value().map(AsRef::as_ref));
        let (class, frame, message) = match &trace {
            Some(trace) if trace.language != Language::Java => (
                trace.class.or(told),
                trace.frame.clone(),
                trace.message.or(own),
            ),
            Some(trace) => (told, trace.frame.clone(), own),
            None => (told, None, own),
        };
        // Where nothing but the place in the framework is told, that is all there is.
        let stage = failure.stage.value().map(AsRef::as_ref);
        let message = message.or(stage.filter(|_| class.is_none()));
        Self {
            class: class.map(canonical),
            frame,
            message: message.map(normalise).filter(|text| !text.is_empty()),
        }
    }

    /// Looks at everything but the message, which [`Evidence::message`] looks at: both together see what
    /// [`Evidence::of`] sees. `None` where the trace is none of Java's, and tells class and message itself.
    pub(crate) fn of_place(
        failure: &Failure<'_>,
        trace: &str,
        packages: &Packages,
    ) -> Option<Self> {
        let trace = Trace::read(trace, packages).filter(|one| one.language == Language::Java)?;
        let last = failure.chain.last()?;
        Some(Self {
            class: Some(canonical(&last.class)),
            frame: trace.frame,
            message: None,
        })
    }

    /// Appends the message of a Java failure with a chain, normalised; nothing where there is none.
    pub(crate) fn message(failure: &Failure<'_>, out: &mut String) {
        let own = failure
            .chain
            .last()
            .and_then(|link| link.message.as_deref());
        let told = failure.message.value().map(AsRef::as_ref);
        if let Some(message) = own.or(told) {
            normalise_into(message, out);
        }
    }

    /// Returns the id of the kind.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = Sha256::new();
        for part in [&self.class, &self.frame, &self.message] {
            let text = part.as_deref().unwrap_or_default();
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        let mut bytes = [0; 8];
        bytes[2..].copy_from_slice(&hash.finalize()[..DIGITS / 2]);
        Fingerprint(u64::from_be_bytes(bytes))
    }
}

/// Packages that were renamed while their classes stayed the same, or classes that were.
///
/// Sources: Jakarta EE 9 (`javax` to `jakarta`); Jackson 3, whose `JacksonException` subclasses moved to `core.exc` and
/// `databind.exc` (FasterXML/jackson-core `core/exc/StreamReadException.java`, `core/exc/UnexpectedEndOfInputException.java`).
const RENAMED: &[(&str, &str)] = &[
    (
        "com.fasterxml.jackson.core.JsonParseException",
        "tools.jackson.core.exc.StreamReadException",
    ),
    (
        "com.fasterxml.jackson.core.io.JsonEOFException",
        "tools.jackson.core.exc.UnexpectedEndOfInputException",
    ),
    (
        "com.fasterxml.jackson.databind.JsonMappingException",
        "tools.jackson.databind.DatabindException",
    ),
    ("com.fasterxml.jackson.", "tools.jackson."),
    ("javax.persistence.", "jakarta.persistence."),
    ("javax.validation.", "jakarta.validation."),
    ("javax.ws.rs.", "jakarta.ws.rs."),
    ("javax.jms.", "jakarta.jms."),
    ("javax.mail.", "jakarta.mail."),
    ("javax.transaction.", "jakarta.transaction."),
];

/// Returns the name that a class has in the newest version of its library.
fn canonical(class: &str) -> String {
    let renamed = RENAMED
        .iter()
        .find_map(|(old, new)| Some(format!("{new}{}", class.strip_prefix(old)?)));
    renamed.unwrap_or_else(|| java_generated(class))
}

/// Takes off what a compiler numbers: `Outer$1` is `Outer`.
fn java_generated(class: &str) -> String {
    super::java::without_numbers(class).into_owned()
}

/// The id of a kind of failure: the same across restarts, machines and versions of the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}{:0DIGITS$x}", self.0)
    }
}

impl Fingerprint {
    /// Returns the id as bytes.
    pub fn bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// Finds every whole id in a text, such as an earlier summary's.
    pub fn find_all(text: &str) -> impl Iterator<Item = Self> {
        text.match_indices(VERSION).filter_map(|(at, _)| {
            let rest = text.get(at + VERSION.len()..)?;
            let end = rest
                .find(|char: char| !char.is_ascii_hexdigit())
                .unwrap_or(rest.len());
            (end == DIGITS).then(|| u64::from_str_radix(&rest[..end], 16).map(Self).ok())?
        })
    }

    /// Returns the beginning that tables show: unique among a thousand kinds in all likelihood.
    pub fn short(self) -> String {
        self.short_of(SHORT)
    }

    /// Returns the beginning with that many digits.
    fn short_of(self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(VERSION.len() + digits);
        text
    }

    /// Returns the shortest beginning, of at least those digits that tables show, which none of the others has.
    pub fn short_among(self, others: &[Self]) -> String {
        let is_unique = |text: &String| {
            let same = others.iter().filter(|other| **other != self);
            same.into_iter()
                .all(|other| !other.to_string().starts_with(text.as_str()))
        };
        let shorts = (SHORT..=DIGITS).map(|digits| self.short_of(digits));
        shorts
            .into_iter()
            .find(is_unique)
            .unwrap_or_else(|| self.to_string())
    }
}

/// The beginning of an id, as it is typed: with or without the version, as few digits as are unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FingerprintPrefix {
    text: Box<str>,
    least: u64,
    most: u64,
}

impl FingerprintPrefix {
    /// The fewest digits: less is a slip of the hand.
    const LEAST_DIGITS: usize = 3;

    /// Tells whether an id begins so.
    pub fn matches(&self, fingerprint: Fingerprint) -> bool {
        (self.least..=self.most).contains(&fingerprint.0)
    }
}

impl fmt::Display for FingerprintPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for FingerprintPrefix {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = |why: &str| {
            Error::usage(format!("`{text}` is no fingerprint"))
                .why(why.to_owned())
                .hint("a fingerprint is f1- and up to twelve digits, as `dltctl summary` shows it: f1-3a9c1e")
        };
        let digits = text.strip_prefix(VERSION).unwrap_or(text);
        if digits.contains('-') {
            return Err(invalid(
                "it is of another version than those that this program makes",
            ));
        }
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(invalid("its digits are 0 to 9 and a to f"));
        }
        if digits.len() < Self::LEAST_DIGITS || digits.len() > DIGITS {
            return Err(invalid("it has three to twelve digits"));
        }
        let number = u64::from_str_radix(digits, 16).map_err(|_| invalid("it is no number"))?;
        let open = 4 * (DIGITS - digits.len());
        Ok(Self {
            text: format!("{VERSION}{}", digits.to_ascii_lowercase()).into(),
            least: number << open,
            most: (number << open) | ((1 << open) - 1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_typed() {
        let fingerprint = Fingerprint(0x3a9c_1e04_b7d2);
        assert_eq!(fingerprint.to_string(), "f1-3a9c1e04b7d2");
        assert_eq!(fingerprint.short(), "f1-3a9c1e");
        for typed in ["f1-3a9", "3a9c1e", "F1-3A9", "f1-3a9c1e04b7d2", "3A9C"] {
            let read = typed.parse::<FingerprintPrefix>();
            if typed.starts_with('F') {
                assert!(read.is_err());
                continue;
            }
            assert!(read.unwrap().matches(fingerprint), "{typed}");
        }
        for other in ["f1-3aa", "f1-000", "f1-3a9c1e04b7d3"] {
            assert!(
                !other
                    .parse::<FingerprintPrefix>()
                    .unwrap()
                    .matches(fingerprint)
            );
        }
        for wrong in [
            "",
            "f1-",
            "f1-3a",
            "f2-3a9c1e",
            "f1-xyz",
            "f1-3a9c1e04b7d2f",
        ] {
            assert!(wrong.parse::<FingerprintPrefix>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn short_ids_grow_where_two_begin_alike() {
        let one = Fingerprint(0x3a9c_1e04_b7d2);
        let near = Fingerprint(0x3a9c_1e05_b7d2);
        assert_eq!(one.short_among(&[one]), "f1-3a9c1e");
        assert_eq!(one.short_among(&[near, one]), "f1-3a9c1e04");
    }
}

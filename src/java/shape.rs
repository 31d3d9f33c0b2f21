//! Traces that differ in their messages only, which is what one bug leaves in thousands of records.
//!
//! A shape is a trace without the messages of its exceptions. Whoever has read one trace knows the others of its shape: two
//! comparisons of bytes instead of a look at every line. It is exact: a trace of a known shape reads as
//! [`throwables`] would read it.

use super::stack_trace::{Throwable, throwables};

/// The shapes that were seen lately, each with something that is true of all its traces.
#[derive(Debug)]
pub struct Shapes<T> {
    known: Vec<(Shape, T)>,
    asked: u32,
    found: u32,
}

impl<T> Default for Shapes<T> {
    fn default() -> Self {
        Self {
            known: Vec::new(),
            asked: 0,
            found: 0,
        }
    }
}

impl<T> Shapes<T> {
    /// The most shapes that are kept; a new one takes the place of the one that was asked for least.
    const MOST: usize = 64;

    /// After so many traces it is decided whether keeping is worth it.
    const TRIAL: u32 = 256;

    /// Where it is not, one in so many traces is kept nevertheless: what comes later may be alike.
    const SELDOM: u32 = 64;

    /// Returns what is true of the trace's shape; `of` says it of a shape that is new. `None` where the trace has no shape
    /// that could be kept.
    pub fn value(&mut self, text: &str, of: impl FnOnce() -> T) -> Option<&mut T> {
        let at = match self.find(text) {
            Some((at, _)) => at,
            None if self.is_useless() => return None,
            None => self.keep(text, &throwables(text).collect::<Vec<_>>(), of)?,
        };
        self.known.get_mut(at).map(|(_, value)| value)
    }

    /// Finds the shape of a trace, and where its parts begin there.
    fn find(&mut self, text: &str) -> Option<(usize, Begins)> {
        self.asked = self.asked.saturating_add(1);
        let mut shapes = self.known.iter().enumerate();
        let (at, begins) = shapes.find_map(|(at, (shape, _))| Some((at, shape.fits(text)?)))?;
        self.found = self.found.saturating_add(1);
        // What is asked for often comes to stand in front.
        let before = at.saturating_sub(1);
        self.known.swap(at, before);
        Some((before, begins))
    }

    /// Tells whether a shape that is not known is not worth keeping.
    fn is_useless(&self) -> bool {
        self.asked >= Self::TRIAL
            && self.found < self.asked / 8
            && !self.asked.is_multiple_of(Self::SELDOM)
    }

    /// Keeps the shape of a trace, if it has one, and returns its place.
    fn keep(
        &mut self,
        text: &str,
        read: &[Throwable<'_>],
        of: impl FnOnce() -> T,
    ) -> Option<usize> {
        let shape = Shape::of(text, read)?;
        if self.known.len() == Self::MOST {
            self.known.pop();
        }
        self.known.push((shape, of()));
        Some(self.known.len() - 1)
    }
}

impl Shapes<()> {
    /// Visits the exceptions of a trace, as [`throwables`] does.
    pub fn read<'t>(&mut self, text: &'t str, mut each: impl FnMut(Throwable<'t>)) {
        if let Some((at, begins)) = self.find(text) {
            let (shape, ()) = &self.known[at];
            return shape
                .links
                .iter()
                .map(|place| shape.link(text, &begins, place))
                .for_each(each);
        }
        if self.is_useless() {
            return throwables(text).for_each(each);
        }
        let all: Vec<_> = throwables(text).collect();
        self.keep(text, &all, || ());
        all.into_iter().for_each(&mut each);
    }
}

/// Where the fixed texts of a shape begin in one trace.
type Begins = [usize; Shape::MOST_MESSAGES + 1];

/// A trace without its messages.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    /// What stands before, between and behind the messages.
    fixed: Vec<Box<str>>,
    links: Vec<Place>,
}

/// Where one exception stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Which of the fixed texts names its class, and from where to where.
    fixed: usize,
    class: (usize, usize),
    message: Message,
    /// From where to where its frames stand, in the fixed text behind the message.
    body: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    None,
    /// A colon with nothing behind it.
    Empty,
    /// It stands behind the fixed text that names the class.
    Differs,
}

impl Shape {
    /// The most messages of a trace whose shape is kept.
    const MOST_MESSAGES: usize = 16;

    /// The longest trace whose shape is kept.
    const MOST_BYTES: usize = 16 * 1024;

    /// Takes the messages out of a trace.
    ///
    /// `None` where a message does not end with its line, as it would not be known where another one ends.
    fn of(text: &str, read: &[Throwable<'_>]) -> Option<Self> {
        if text.len() > Self::MOST_BYTES || read.is_empty() || read.len() > Self::MOST_MESSAGES {
            return None;
        }
        let within = |part: &str| {
            let begin = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
            (begin + part.len() <= text.len()).then_some((begin, begin + part.len()))
        };
        let mut fixed = Vec::new();
        let mut links = Vec::with_capacity(read.len());
        let mut from = 0;
        for one in read {
            let class = within(one.class)?;
            let behind = &text[class.1..];
            let message = match one.message {
                None => Message::None,
                Some("") if !behind.starts_with(": ") => Message::Empty,
                Some(_) => Message::Differs,
            };
            let place = (fixed.len(), (class.0 - from, class.1 - from));
            if message == Message::Differs {
                let (begin, end) = within(one.message?)?;
                let whole = begin == class.1 + 2 && text[end..].starts_with('\n');
                if !whole || text[begin..end].contains(['\n', '\r']) {
                    return None;
                }
                fixed.push(Box::from(&text[from..begin]));
                from = end;
            }
            let body = within(one.body)?;
            links.push(Place {
                fixed: place.0,
                class: place.1,
                message,
                body: (body.0.checked_sub(from)?, body.1.checked_sub(from)?),
            });
        }
        fixed.push(Box::from(&text[from..]));
        Some(Self { fixed, links })
    }

    /// Returns one exception of a trace of this shape.
    fn link<'t>(&self, text: &'t str, begins: &Begins, place: &Place) -> Throwable<'t> {
        let begin = begins[place.fixed];
        let part = |from: usize, (begin, end): (usize, usize)| &text[from + begin..from + end];
        let (message, behind) = match place.message {
            Message::None => (None, begin),
            Message::Empty => (Some(""), begin),
            Message::Differs => {
                let next = begins[place.fixed + 1];
                let from = begin + self.fixed[place.fixed].len();
                (Some(&text[from..next]), next)
            }
        };
        Throwable {
            class: part(begin, place.class),
            message,
            body: part(behind, place.body),
        }
    }

    /// Returns where the fixed texts begin in a trace of this shape, else `None`.
    fn fits(&self, text: &str) -> Option<Begins> {
        let (last, before) = self.fixed.split_last()?;
        // The end of a trace differs from bug to bug; its beginning, which is the framework's, seldom does.
        let end = text.strip_suffix(&**last)?.len();
        let mut begins = [0; Self::MOST_MESSAGES + 1];
        let mut at = 0;
        for (fixed, begin) in before.iter().zip(&mut begins) {
            *begin = at;
            let behind = text.get(at..)?.strip_prefix(&**fixed)?;
            let length = memchr::memchr(b'\n', behind.as_bytes())?;
            if behind[..length].ends_with('\r') {
                return None;
            }
            at += fixed.len() + length;
        }
        begins[before.len()] = end;
        (at == end).then_some(begins)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::envelope::samples::{VERSIONS, captured};

    fn read<'t>(shapes: &mut Shapes<()>, text: &'t str) -> Vec<Throwable<'t>> {
        let mut all = Vec::new();
        shapes.read(text, |one| all.push(one));
        all
    }

    #[test]
    fn another_message_is_read_by_the_shape() {
        let trace = |order: &str| {
            format!(
                "a.Wrapper: Listener failed\n\tat a.K.b(K.java:1)\n\tSuppressed: a.S: s\n\t\tat a.S.s(S.java)\n\
                 Caused by: b.Own: order {order}\n\tat b.L.on(L.java:2)\nCaused by: c.Lone\n\t... 3 more\n"
            )
        };
        let mut shapes = Shapes::default();
        for order in ["1", "4711", "", "ä", "Caused by: x.Y: no"] {
            let text = trace(order);
            assert_eq!(
                read(&mut shapes, &text),
                throwables(&text).collect::<Vec<_>>()
            );
        }
        assert_eq!((shapes.known.len(), shapes.found), (1, 4));
        // A line more is no message of this shape, and neither is a carriage return, which is no part of one.
        for order in ["1\nmore", "1\r"] {
            let text = trace(order);
            assert_eq!(
                read(&mut shapes, &text),
                throwables(&text).collect::<Vec<_>>()
            );
        }
        assert_eq!((shapes.known.len(), shapes.found), (1, 4));
    }

    #[test]
    fn what_is_true_of_a_shape_is_said_once() {
        let mut shapes = Shapes::default();
        let mut said = 0;
        for message in ["x", "y", "z"] {
            let text = format!("a.B: {message}\n\tat a.B.c(B.java)");
            let value = shapes.value(&text, || {
                said += 1;
                message
            });
            assert_eq!(value, Some(&mut "x"));
        }
        assert_eq!(said, 1);
    }

    #[test]
    fn no_more_are_kept_than_are_looked_through() {
        let mut shapes = Shapes::default();
        for number in 0..1000 {
            let text = format!("a.B{number}: m\n\tat a.B.c(B.java)");
            assert_eq!(read(&mut shapes, &text).len(), 1);
        }
        assert_eq!(shapes.known.len(), Shapes::<()>::MOST);
        let long = format!("a.B: m\n\tat {}", "x".repeat(Shape::MOST_BYTES));
        assert_eq!(
            Shape::of(&long, &throwables(&long).collect::<Vec<_>>()),
            None
        );
    }

    #[test]
    fn genuine_traces_read_the_same() {
        let mut shapes = Shapes::default();
        for version in VERSIONS {
            for record in captured(version) {
                let values = record.view().headers.iter().filter_map(|one| one.value);
                for text in values.filter_map(|value| std::str::from_utf8(value).ok()) {
                    for _ in 0..2 {
                        let expected: Vec<_> = throwables(text).collect();
                        assert_eq!(read(&mut shapes, text), expected, "{version}");
                    }
                }
            }
        }
        assert!(shapes.found > 100, "{}", shapes.found);
    }

    proptest! {
        #[test]
        fn a_shape_reads_what_the_lines_say(
            shape in prop::collection::vec(
                prop_oneof![Just("\nCaused by: a.B: {}"), Just("\nCaused by: a.B:{}"), Just("\nCaused by: the{}"), Just("\nCaused by: a.C"),
                            Just("\n\tat a.B.c(B.java)"), Just("\n\t... 3 more"), Just("\n\tSuppressed: a.S: {}"), Just("{}"), Just("\n"), Just("\r\n")], 0..8),
            messages in prop::collection::vec(
                prop_oneof![Just(""), Just("x"), Just("x y"), Just("\r"), Just("x\ny"), Just(" "), Just(":"), Just("\nCaused by: d.E: f"), Just("ü"),
                            Just("\tat "), Just("x\n\tat x.y(Z)")], 12)) {
            let mut shapes = Shapes::default();
            for first in ["a.Top: {}", "{}"] {
                let shape = format!("{first}{}", shape.concat());
                for messages in messages.chunks(2) {
                    let mut parts = shape.split("{}");
                    let mut text = parts.next().unwrap_or_default().to_owned();
                    for (part, message) in parts.zip(messages.iter().cycle()) {
                        text += message;
                        text += part;
                    }
                    prop_assert_eq!(read(&mut shapes, &text), throwables(&text).collect::<Vec<_>>());
                }
            }
        }
    }
}

//! From the headers of one failure to its chain of exceptions, and to the one that matters.
//!
//! The stack trace is the best witness: it has every exception with its own message. The class headers come before it
//! because they can be read without it; the message header is the last resort, because every version glues other
//! wrapper texts to it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::fields::{Notes, name, note, text, unescaped};
use super::outline::{Outline, Set};
use super::table::Field;
use super::wrappers::{is_wrapper, without_wrapper_text};
use crate::dead_letter::{Decoded, Failure, Link};
use crate::java::shape::Shapes;
use crate::java::stack_trace::{self, Throwable};

/// How Spring 5 glues a cause to a message.
const NESTED: &str = "nested exception is ";

/// Made once: a search for it is asked of every message.
static NESTED_IN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(NESTED));

/// The four headers that tell of an exception: of the key's where only the key failed, else of the value's.
struct Columns {
    class: Field,
    message: Field,
    stack_trace: Field,
    on_key: bool,
}

impl Columns {
    fn of(set: &Set) -> Self {
        let has = |field| set.get(field).is_some();
        let on_value = has(Field::Class) || has(Field::Message) || has(Field::StackTrace);
        let on_key = !on_value && (has(Field::KeyClass) || has(Field::KeyStackTrace));
        if on_key {
            Self {
                class: Field::KeyClass,
                message: Field::KeyMessage,
                stack_trace: Field::KeyStackTrace,
                on_key,
            }
        } else {
            Self {
                class: Field::Class,
                message: Field::Message,
                stack_trace: Field::StackTrace,
                on_key,
            }
        }
    }
}

/// Reads one failure.
pub(super) fn read<'a>(outline: &Outline<'a>, set: &Set, notes: &mut Notes<'a>) -> Failure<'a> {
    let columns = Columns::of(set);
    let mut get = |field, reader: Reader<'a>| match outline.field(set, field) {
        Some((header, column)) => unescaped(reader(header, notes), column.encoding),
        None => Decoded::Absent,
    };
    let class = get(columns.class, name);
    let cause = get(Field::CauseClass, name);
    let raw_message = get(columns.message, text);
    let stack_trace = get(columns.stack_trace, name);
    let stage = get(Field::Stage, name);
    let cause_message = get(Field::CauseMessage, text);
    let chain = chain(
        class.value(),
        (cause.value(), cause_message.value()),
        raw_message.value(),
        stack_trace.value(),
    );
    let real = chain
        .iter()
        .find(|link| !is_wrapper(&link.class))
        .or(chain.last());
    let message = match real {
        Some(link) => link.message.clone(),
        None => raw_message.value().and_then(unwrapped),
    };
    if !columns.on_key
        && let Some((header, _)) = outline.field(set, Field::KeyClass)
    {
        note(notes, header.name, "the key could not be read either");
    }
    Failure {
        exception: present(real.map(|link| link.class.clone())),
        root_cause: present(chain.last().map(|link| link.class.clone())),
        message: present(message),
        raw_message,
        stack_trace,
        stage,
        attempts: Decoded::Absent,
        on_key: columns.on_key,
        chain,
    }
}

type Reader<'a> = fn(crate::record::HeaderView<'a>, &mut Notes<'a>) -> Decoded<'a, Cow<'a, str>>;

fn present<'a, T>(value: Option<T>) -> Decoded<'a, T> {
    value.map_or(Decoded::Absent, Decoded::Present)
}

/// Tells whether `test` holds for a class of the chain that [`read`] would make; messages are not looked at.
pub(super) fn any_class(outline: &Outline<'_>, set: &Set, test: &dyn Fn(&str) -> bool) -> bool {
    let columns = Columns::of(set);
    let value = |field| {
        let (header, _) = outline.field(set, field)?;
        header.value
    };
    let told = [columns.class, Field::CauseClass]
        .into_iter()
        .filter_map(value);
    for class in told.filter(|class| !class.is_empty()) {
        if test(&decoded(class)) {
            return true;
        }
    }
    let mut traced = false;
    if let Some(trace) = value(columns.stack_trace) {
        for class in stack_trace::classes(trace) {
            traced = true;
            if test(&class) {
                return true;
            }
        }
    }
    // A message that only repeats the class tells nothing: see `chain`.
    let repeats = |message| value(columns.class) == Some(message);
    match value(columns.message) {
        Some(message) if !traced && !repeats(message) => {
            nested(&decoded(message)).1.any(|(class, _)| test(class))
        }
        _ => false,
    }
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// Visits the exceptions of a stack trace; one whose shape was seen before costs next to nothing.
fn traced<'t>(trace: &'t str, each: impl FnMut(Throwable<'t>)) {
    thread_local! {
        static SHAPES: RefCell<Shapes<()>> = RefCell::default();
    }
    SHAPES.with_borrow_mut(|shapes| shapes.read(trace, each));
}

/// Puts the chain together, outermost first.
fn chain<'a>(
    class: Option<&Cow<'a, str>>,
    (cause, cause_message): (Option<&Cow<'a, str>>, Option<&Cow<'a, str>>),
    message: Option<&Cow<'a, str>>,
    trace: Option<&Cow<'a, str>>,
) -> Vec<Link<'a>> {
    let mut chain: Vec<Link<'a>> = Vec::new();
    match trace {
        Some(Cow::Borrowed(trace)) => traced(trace, |one| {
            chain.push(link(one.class, one.message.and_then(without_nested)));
        }),
        Some(Cow::Owned(trace)) => traced(trace, |one| {
            let link = link(one.class, one.message.and_then(without_nested));
            chain.push(owned(&link));
        }),
        None => {}
    }
    let is_traced = !chain.is_empty();
    let mut place = 0;
    for class in [class, cause].into_iter().flatten() {
        if let Some(known) = chain.iter().position(|link| link.class == *class) {
            place = place.max(known + 1);
        } else {
            let class = class.clone();
            let message = None;
            chain.insert(place, Link { class, message });
            place += 1;
        }
    }
    // An exception without a message is told by its name in some dialects.
    let cause_message = cause_message.filter(|message| Some(*message) != cause);
    let message = message.filter(|message| Some(*message) != class);
    if let (Some(cause), Some(message)) = (cause, cause_message)
        && let Some(known) = chain.iter_mut().find(|link| link.class == *cause)
    {
        known.message.get_or_insert_with(|| message.clone());
    }
    if let (false, Some(message)) = (is_traced, message) {
        match message {
            Cow::Borrowed(message) => add_message(&mut chain, message, Clone::clone),
            Cow::Owned(message) => add_message(&mut chain, message, owned),
        }
    }
    chain
}

fn link<'t>(class: &'t str, message: Option<&'t str>) -> Link<'t> {
    Link {
        class: Cow::Borrowed(class),
        message: message.map(Cow::Borrowed),
    }
}

fn owned<'a>(link: &Link<'_>) -> Link<'a> {
    Link {
        class: Cow::Owned(link.class.to_string()),
        message: link
            .message
            .as_ref()
            .map(|message| Cow::Owned(message.to_string())),
    }
}

/// Gives the parts of a message header to the exceptions of a chain that no stack trace told of.
fn add_message<'a, 't>(
    chain: &mut Vec<Link<'a>>,
    message: &'t str,
    keep: impl Fn(&Link<'t>) -> Link<'a>,
) {
    let (head, causes) = nested(message);
    for (class, message) in causes {
        let told = keep(&link(class, message));
        match chain.iter_mut().find(|link| link.class == class) {
            Some(known) => known.message = known.message.take().or(told.message),
            None => chain.push(told),
        }
    }
    let real = chain.iter().position(|link| !is_wrapper(&link.class));
    let innermost = chain.len().saturating_sub(1);
    let head = if real.is_some() || innermost > 0 {
        head.and_then(without_wrapper_text)
    } else {
        head
    };
    if let Some(link_) = chain.get_mut(real.unwrap_or(innermost))
        && link_.message.is_none()
    {
        link_.message = keep(&link("", head)).message;
    }
}

/// Splits what Spring 5 glued together: the message itself, and class and message of every nested exception.
fn nested(message: &str) -> (Option<&str>, impl Iterator<Item = (&str, Option<&str>)>) {
    let mut parts = message.split(NESTED);
    let head = parts.next().unwrap_or_default();
    let head = if head.len() < message.len() {
        head.strip_suffix("; ").unwrap_or(head)
    } else {
        head
    };
    let causes = parts.filter_map(|part| {
        let part = part.strip_suffix("; ").unwrap_or(part);
        let class = stack_trace::class_at(part)?;
        Some((class, part[class.len()..].strip_prefix(": ")))
    });
    (
        (!head.is_empty() || message.is_empty()).then_some(head),
        causes,
    )
}

/// Takes the nested text off a message that a stack trace shows; what is nested has its own line there.
fn without_nested(message: &str) -> Option<&str> {
    match NESTED_IN.find(message.as_bytes()) {
        Some(0) => None,
        Some(at) => message[..at].strip_suffix("; ").or(Some(message)),
        None => Some(message),
    }
}

/// Takes wrapper texts off a message that stands alone.
fn unwrapped<'a>(message: &Cow<'a, str>) -> Option<Cow<'a, str>> {
    match message {
        Cow::Borrowed(message) => without_wrapper_text(message).map(Cow::Borrowed),
        Cow::Owned(message) => {
            without_wrapper_text(message).map(|text| Cow::Owned(text.to_owned()))
        }
    }
}

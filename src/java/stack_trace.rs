//! Java stack traces as `Throwable.printStackTrace` writes them.
//!
//! ```text
//! org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed
//! <tab>at org.springframework.kafka.listener.Container.decorate(Container.java:3008)
//! <tab>Suppressed: ...ListenerExecutionFailedException: Restored Stack Trace
//! <tab><tab>at com.acme.Listener.on(Listener.java:20)
//! Caused by: java.lang.IllegalStateException: no such order
//! <tab>at com.acme.Listener.on(Listener.java:23)
//! <tab>... 12 more
//! ```
//!
//! Only lines without indentation are of the chain; suppressed exceptions are indented, and skipped with their own
//! causes. A message may span lines. Everything borrows from the text.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem;

/// The most exceptions that are read of one trace: more are a loop or an attack.
pub const MOST_THROWABLES: usize = 64;

/// The most lines in front of a trace that are looked at for its beginning.
const MOST_LINES_BEFORE: usize = 200;

const CAUSED_BY: &str = "\nCaused by: ";

/// Made once: a search for it is asked of every record.
static CAUSE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(CAUSED_BY));

/// One exception of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throwable<'a> {
    /// The class, fully qualified.
    pub class: &'a str,
    /// The message, which may span lines; `None` where the exception had none.
    pub message: Option<&'a str>,
    pub(super) body: &'a str,
}

impl<'a> Throwable<'a> {
    /// Returns the lines behind class and message, up to the next cause: frames, and what was suppressed.
    pub fn body(&self) -> &'a str {
        self.body
    }

    /// Visits its own frames, outermost call last; frames of suppressed exceptions are not among them.
    pub fn frames(&self) -> impl Iterator<Item = Frame<'a>> + use<'a> {
        self.body.lines().filter_map(|line| {
            let call = match line.strip_prefix('\t') {
                Some(rest) => rest,
                None => line.trim_start_matches(' '),
            };
            let text = call_of(call)?.trim_end();
            (call.len() < line.len()).then_some(Frame { text })
        })
    }

    /// Returns how many frames were left out because the enclosing exception has them too (`... 12 more`).
    pub fn more(&self) -> Option<u32> {
        self.body.lines().find_map(|line| {
            let rest = line.strip_prefix("\t... ")?;
            rest.trim_end().strip_suffix(" more")?.parse().ok()
        })
    }

    /// Returns its first frame outside the frameworks.
    pub fn application_frame(&self) -> Option<Frame<'a>> {
        self.frames().find(|frame| !frame.is_of_framework())
    }
}

/// One frame: `com.acme.Listener.on(Listener.java:23)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The line without its `at`.
    pub text: &'a str,
}

impl<'a> Frame<'a> {
    /// Returns class and method, without module, loader and line: `com.acme.Listener.on`.
    pub fn method(&self) -> &'a str {
        let call = self.text.split('(').next().unwrap_or_default();
        call.rsplit('/').next().unwrap_or(call).trim_end()
    }

    /// Returns the class, fully qualified.
    pub fn class(&self) -> &'a str {
        let method = self.method();
        method.rsplit_once('.').map_or(method, |(class, _)| class)
    }

    /// Returns what stands in the brackets, if anything: `Listener.java:23`, `Native Method`.
    pub fn location(&self) -> Option<&'a str> {
        let (_, rest) = self.text.split_once('(')?;
        rest.split(')').next()
    }

    /// Tells whether the frame is a framework's, the platform's or generated.
    pub fn is_of_framework(&self) -> bool {
        // A generated class of a lambda or a hidden one: `com.acme.A$$Lambda/0x0000.run`, where `/` is no module.
        let call = self.text.split('(').next().unwrap_or_default();
        let method = self.method();
        // Asked of many frames of every record: single bytes decide most of it.
        let first = method.as_bytes().first();
        let known = |prefix: &str| prefix.as_bytes().first() == first && method.starts_with(prefix);
        let contains = |part: &str| memmem::find(call.as_bytes(), part.as_bytes()).is_some();
        let may_be_generated =
            memchr::memchr2(b'$', b'_', call.as_bytes()).is_some() || contains("Generated");
        FRAMEWORKS.iter().any(|prefix| known(prefix))
            || (may_be_generated && GENERATED.iter().any(|part| contains(part)))
    }
}

/// Packages whose frames never say what the application did.
const FRAMEWORKS: &[&str] = &[
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "clojure.",
    "org.codehaus.groovy.",
    "org.springframework.",
    "org.apache.",
    "org.aspectj.",
    "org.hibernate.",
    "org.jboss.",
    "org.eclipse.",
    "org.postgresql.",
    "org.junit.",
    "org.slf4j.",
    "io.netty.",
    "io.micrometer.",
    "io.micronaut.",
    "io.quarkus.",
    "io.smallrye.",
    "io.vertx.",
    "io.helidon.",
    "io.confluent.",
    "io.debezium.",
    "io.opentelemetry.",
    "io.grpc.",
    "io.reactivex.",
    "io.lettuce.",
    "reactor.",
    "akka.",
    "brave.",
    "feign.",
    "okhttp3.",
    "retrofit2.",
    "com.fasterxml.",
    "tools.jackson.",
    "com.google.common.",
    "com.google.gson.",
    "com.google.protobuf.",
    "com.zaxxer.",
    "com.mysql.",
    "oracle.jdbc.",
    "com.mongodb.",
    "net.bytebuddy.",
    "net.sf.cglib.",
];

/// Parts of the names of generated classes.
const GENERATED: &[&str] = &[
    "$$Lambda",
    "$Proxy",
    "CGLIB$$",
    "$$FastClass",
    "$$Enhancer",
    "_$$_javassist",
    "$HibernateProxy$",
    "$ByteBuddy$",
    "_ClientProxy.",
    "_Subclass.",
    "$$accessor",
    "GeneratedMethodAccessor",
    "GeneratedConstructorAccessor",
];

/// Visits the exceptions of a trace, outermost first, suppressed ones left out; at most [`MOST_THROWABLES`].
pub fn throwables(text: &str) -> impl Iterator<Item = Throwable<'_>> {
    Throwables {
        rest: Some(text),
        first: true,
    }
    .take(MOST_THROWABLES)
}

/// Returns where a trace begins in a text that a person copied, with what a log wrote in front of it: at the first line
/// that names an exception and has a frame behind it; else the whole text.
pub fn beginning(text: &str) -> &str {
    let mut from = 0;
    for line in text.split_inclusive('\n').take(MOST_LINES_BEFORE) {
        let named = class_at(line).is_some_and(|class| class.contains('.'));
        if named && throwables(&text[from..]).any(|one| one.frames().next().is_some()) {
            return &text[from..];
        }
        from += line.len();
    }
    text
}

/// Visits the classes alone, which is cheaper: the text need not even be UTF-8.
pub fn classes(text: &[u8]) -> impl Iterator<Item = Cow<'_, str>> {
    let own = top_class(text).into_iter();
    let causes = CAUSE
        .find_iter(text)
        .filter_map(move |at| class_in(text.get(at + CAUSED_BY.len()..)?));
    own.chain(causes)
        .take(MOST_THROWABLES)
        .map(String::from_utf8_lossy)
}

/// Returns the first frame outside the frameworks: of the exception of that class, else of any, innermost first.
pub fn application_frame<'a>(text: &'a str, class: &str) -> Option<Frame<'a>> {
    let all: Vec<_> = throwables(text).collect();
    let wanted = all.iter().find(|one| one.class == class);
    wanted
        .and_then(Throwable::application_frame)
        .or_else(|| all.iter().rev().find_map(Throwable::application_frame))
}

struct Throwables<'a> {
    rest: Option<&'a str>,
    first: bool,
}

impl<'a> Iterator for Throwables<'a> {
    type Item = Throwable<'a>;

    fn next(&mut self) -> Option<Throwable<'a>> {
        loop {
            let head = self.rest.take()?;
            let first = std::mem::replace(&mut self.first, false);
            let class = if first {
                top_class(head.as_bytes())
            } else {
                class_in(head.as_bytes())
            };
            let class = class.and_then(|class| head.get(..class.len()));
            let Some(class) = class else {
                // Not an exception after all: a message that quotes `Caused by:`, or a text before the trace.
                self.rest = after_next_cause(head);
                continue;
            };
            let after = &head[class.len()..];
            let (message, after) = match after.strip_prefix(": ") {
                Some(text) => {
                    let end = message_end(text);
                    (Some(text[..end].trim_end_matches('\r')), &text[end..])
                }
                // `Class:` and the end of the line is how an empty message looks once a tool has trimmed it.
                None => (after.starts_with(':').then_some(""), after),
            };
            self.rest = after_next_cause(after);
            let body = match self.rest {
                Some(rest) => &after[..after.len() - rest.len() - CAUSED_BY.len()],
                None => after,
            };
            return Some(Throwable {
                class,
                message,
                body,
            });
        }
    }
}

fn after_next_cause(text: &str) -> Option<&str> {
    let at = CAUSE.find(text.as_bytes())?;
    text.get(at + CAUSED_BY.len()..)
}

/// Returns the class at the top of a trace. A lone word is one only where the trace goes on: `timeout` is none.
fn top_class(text: &[u8]) -> Option<&[u8]> {
    class_in(text).filter(|class| class.contains(&b'.') || memchr::memchr(b'\n', text).is_some())
}

/// Returns the class name that the text begins with, if it is followed by a colon or the end of the line.
pub fn class_at(text: &str) -> Option<&str> {
    text.get(..class_in(text.as_bytes())?.len())
}

fn class_in(bytes: &[u8]) -> Option<&[u8]> {
    let part =
        |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"_$./-+`".contains(byte);
    let length = bytes.iter().position(|byte| !part(byte));
    let (class, rest) = bytes.split_at(length.unwrap_or(bytes.len()));
    let first = *class.first()?;
    let named = first.is_ascii_alphabetic() || first >= 0x80 || first == b'_' || first == b'$';
    let ended = matches!(
        rest,
        [] | [b'\n' | b'\r', ..] | [b':'] | [b':', b' ' | b'\n' | b'\r', ..]
    );
    (named && ended).then_some(class)
}

/// Returns what stands behind `at` where the text is a frame's: a name, and its place in brackets.
///
/// Lines of messages can begin like one, as the ` at [Source: …; line: 1, column: 5]` of Jackson's do.
fn call_of(text: &str) -> Option<&str> {
    let call = text.strip_prefix("at ")?;
    let line = call.lines().next().unwrap_or_default().trim_end();
    let named = |first: char| first.is_alphabetic() || matches!(first, '_' | '$' | '<');
    let whole = line.contains('(') || !line.contains(char::is_whitespace);
    (call.starts_with(named) && whole).then_some(call)
}

/// Returns where a message ends: before the line with the first frame, suppressed exception or cause.
fn message_end(text: &str) -> usize {
    for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let line = &text[at + 1..];
        let inner = line.trim_start_matches(['\t', ' ']);
        let indented = inner.len() < line.len();
        let ends = if indented {
            call_of(inner).is_some()
                || inner.starts_with("... ")
                || inner.starts_with("Suppressed: ")
        } else {
            line.strip_prefix(&CAUSED_BY[1..])
                .and_then(class_at)
                .is_some()
        };
        if ends {
            return at;
        }
    }
    text.trim_end_matches(['\n', '\r']).len()
}

#[cfg(test)]
mod tests;

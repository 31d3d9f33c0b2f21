//! A stack trace of any language: which one it is, and what tells the kind of failure.

use super::{Packages, dotnet, go, java, node, python};

/// The most bytes of a stack trace that are looked at; a deep recursion in Java prints about 100 kB.
pub(super) const MOST_BYTES: usize = 256 * 1024;

/// What wrote the stack trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Java, Kotlin, Scala and others on the JVM.
    Java,
    /// .NET.
    DotNet,
    /// Python.
    Python,
    /// Go.
    Go,
    /// JavaScript on V8.
    Node,
}

/// What a stack trace says of the kind of failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace<'a> {
    /// What wrote it.
    pub language: Language,
    /// The class of the root cause; for Java the chain of the dead letter tells it.
    pub class: Option<&'a str>,
    /// The message of the root cause, likewise.
    pub message: Option<&'a str>,
    /// The first frame of the application, without file and line.
    pub frame: Option<String>,
}

impl<'a> Trace<'a> {
    /// Reads a trace; `None` where the text is none.
    pub fn read(text: &'a str, packages: &Packages) -> Option<Self> {
        let text = cut(text, MOST_BYTES);
        match language(text)? {
            Language::Java => Some(Self {
                language: Language::Java,
                class: None,
                message: None,
                frame: java::frame(text, packages),
            }),
            Language::DotNet => Some(dotnet::read(text, packages)),
            Language::Python => Some(python::read(text, packages)),
            Language::Go => Some(go::read(text, packages)),
            Language::Node => Some(node::read(text, packages)),
        }
    }
}

/// Returns the beginning of a text, at most so many bytes.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Makes out the language by the first line that only one of them writes.
fn language(text: &str) -> Option<Language> {
    for line in text.lines() {
        let inner = line.trim_start();
        if let Some(call) = inner.strip_prefix("at ")
            && inner.len() < line.len()
        {
            return Some(of_call(call.trim_end()));
        }
        if inner.starts_with("Traceback (most recent call last)")
            || (inner.starts_with("File \"") && inner.contains("\", line "))
        {
            return Some(Language::Python);
        }
        if (line.starts_with("goroutine ") && line.ends_with("]:"))
            || (line.starts_with('\t') && go::is_place(inner))
        {
            return Some(Language::Go);
        }
    }
    None
}

/// Makes out the language of `at CALL`.
fn of_call(call: &str) -> Language {
    let place = call.strip_suffix(')').unwrap_or(call);
    if node::is_place(place) {
        return Language::Node;
    }
    let Some((_, inside)) = call.split_once('(') else {
        return Language::DotNet;
    };
    let location = inside.split(')').next().unwrap_or_default();
    let is_java = location == "Native Method"
        || location == "Unknown Source"
        || (!location.is_empty() && !location.contains([' ', '`', ',']));
    if is_java && !call.contains(":line ") {
        Language::Java
    } else {
        Language::DotNet
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn languages_are_told_apart() {
        use Language::{DotNet, Go, Java, Node, Python};
        let cases = [
            ("a.B: x\n\tat a.B.c(B.java:1)", Some(Java)),
            ("a.B: x\n    at a.B.c(Native Method)", Some(Java)),
            ("a.B: x\n\tat a.B.c(B.kt)", Some(Java)),
            (
                "a.B: x\n\tat a.B$$Lambda/0x1.run(Unknown Source)",
                Some(Java),
            ),
            ("Error: x\n    at a (/app/b.js:1:2)", Some(Node)),
            ("Error: x\n    at /app/b.js:1:2", Some(Node)),
            ("Error: x\n    at new Promise (<anonymous>)", Some(Node)),
            (
                "Error: x\n    at async a (file:///app/b.mjs:1:2)",
                Some(Node),
            ),
            ("System.Exception: x\n   at A.B.C(String d)", Some(DotNet)),
            ("System.Exception: x\n   at A.B.C()", Some(DotNet)),
            (
                "System.Exception: x\n   at A.B.C(T d) in /src/B.cs:line 12",
                Some(DotNet),
            ),
            (
                "Traceback (most recent call last):\n  File \"a.py\", line 1, in b",
                Some(Python),
            ),
            ("panic: x\n\ngoroutine 1 [running]:\nmain.a()", Some(Go)),
            ("boom\nmain.a\n\t/src/a.go:12", Some(Go)),
            ("a.B: x", None),
            ("the cat sat at the mat", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(language(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(parts in prop::collection::vec(
            prop_oneof![Just("\n"), Just("\t"), Just("at "), Just("    at "), Just("a.B"), Just(": "), Just("("), Just(")"), Just("<On>b__1"),
                        Just(" ---> "), Just("Traceback (most recent call last):"), Just("  File \"a.py\", line 1, in b"), Just("goroutine 1 [running]:"),
                        Just("\t/a.go:12"), Just("main.a(0x1)"), Just("panic: "), Just("[cause]: "), Just("/a.js:1:2"), Just("ü"), Just("\r"), Just(" ")], 0..50)) {
            let text = parts.concat();
            for packages in [Packages::default(), Packages::new(["a", "main"])] {
                let _ = Trace::read(&text, &packages);
                for read in [dotnet::read, go::read, node::read, python::read] {
                    let _ = read(&text, &packages);
                }
                let _ = java::frame(&text, &packages);
            }
        }
    }
}

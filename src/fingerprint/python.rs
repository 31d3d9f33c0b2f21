//! Traces of Python, as `traceback` writes them: most recent call last, the cause before what it caused.
//!
//! Machines differ in where the code is, so a frame is the file's name without its folder, and the function.

use super::{Language, Packages, Trace};

const TRACEBACK: &str = "Traceback (most recent call last):";

/// Parts of the paths of files that are not the application's.
const LIBRARIES: &[&str] = &[
    "/site-packages/",
    "/dist-packages/",
    "/lib/python",
    "\\lib\\",
    "<frozen ",
    "<string>",
];

/// Reads a trace.
pub(super) fn read<'a>(text: &'a str, packages: &Packages) -> Trace<'a> {
    let mut root = None;
    let mut first = None;
    let mut own = None;
    // Every block is one exception, the root cause first: its class and its frames are the ones wanted, and where it has no
    // frame of the application, those of the next.
    let mut blocks = text.split(TRACEBACK);
    // Before the first one stands nothing, or a text of the logger's.
    let begin = blocks.next().unwrap_or_default();
    let bare = begin.contains("File \"").then_some(begin);
    for block in bare.into_iter().chain(blocks) {
        let mut last_of_block = None;
        let mut own_of_block = None;
        let mut next = 0;
        for line in block.split_inclusive('\n') {
            let rest = &block[next..];
            next += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            let inner = line.trim_start_matches([' ', '|', '+', '-', '\t']);
            if let Some((path, function)) = place(inner) {
                let name = name(path, function);
                if packages.own_path(path) {
                    own_of_block = Some(name.clone());
                }
                if !LIBRARIES.iter().any(|part| path.contains(part)) {
                    last_of_block = Some(name);
                }
            } else if root.is_none() && inner.len() == line.len() {
                root = head(rest, line);
            }
        }
        first = first.or(last_of_block);
        own = own.or(own_of_block);
    }
    Trace {
        language: Language::Python,
        class: root.map(|(class, _)| class),
        message: root.and_then(|(_, message)| message),
        frame: own.or(first),
    }
}

/// Reads `File "/app/orders/stock.py", line 12, in reserve`.
fn place(line: &str) -> Option<(&str, &str)> {
    let (path, rest) = line.strip_prefix("File \"")?.split_once("\", line ")?;
    let function = rest
        .split_once(", in ")
        .map_or("<module>", |(_, name)| name);
    Some((path, function.trim_end()))
}

fn name(path: &str, function: &str) -> String {
    let mut parts = path.rsplit(['/', '\\']);
    let file = parts.next().unwrap_or(path);
    let module = file.strip_suffix(".py").unwrap_or(file);
    let module = match (module, parts.next()) {
        ("__init__" | "__main__", Some(folder)) => folder,
        _ => module,
    };
    format!("{module}.{function}")
}

/// Reads `orders.errors.OutOfStock: SKU-1 is gone`, and the lines that belong to the message.
fn head<'a>(rest: &'a str, line: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let (class, has_message) = match line.split_once(": ") {
        Some((class, _)) => (class, true),
        None => (line.trim_end_matches(':'), false),
    };
    let part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.' | '<' | '>');
    if class.is_empty() || !class.chars().all(part) || class.starts_with(char::is_numeric) {
        return None;
    }
    if !has_message {
        return Some((class, None));
    }
    let rest = rest.get(class.len() + 2..).unwrap_or_default();
    // An empty line stands before what it caused.
    let end = rest.find("\n\n").unwrap_or(rest.len());
    Some((class, Some(rest[..end].trim_end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_comes_first() {
        let text = "Traceback (most recent call last):\n  File \"/app/orders/stock.py\", line 12, in reserve\n    x()\n    ~^^\n  \
            File \"/usr/lib/python3.12/socket.py\", line 3, in connect\n    y()\n\
            TimeoutError: timed out\n  after 3 s\n\nThe above exception was the direct cause of the following exception:\n\n\
            Traceback (most recent call last):\n  File \"/app/main.py\", line 1, in <module>\n\
            orders.OutOfStock: SKU\n";
        let read = read(text, &Packages::default());
        assert_eq!(read.class, Some("TimeoutError"));
        assert_eq!(read.message, Some("timed out\n  after 3 s"));
        assert_eq!(read.frame.as_deref(), Some("stock.reserve"));
        let named = super::read(text, &Packages::new(["app.main"]));
        assert_eq!(named.frame.as_deref(), Some("main.<module>"));
    }

    #[test]
    fn a_class_without_a_message() {
        let text = "Traceback (most recent call last):\n  File \"a/__init__.py\", line 1, in b\nAssertionError\n";
        let read = read(text, &Packages::default());
        assert_eq!((read.class, read.message), (Some("AssertionError"), None));
        assert_eq!(read.frame.as_deref(), Some("a.b"));
    }
}

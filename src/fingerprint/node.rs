//! Traces of V8, as `Error.stack` holds them and `util.inspect` prints them with their causes.
//!
//! A frame is the file's name without folder and ending, and the function: the same before and after TypeScript.

use super::{Language, Packages, Trace};

const CAUSE: &str = "[cause]: ";

/// Tells whether this is how a frame of V8 ends.
pub(super) fn is_place(place: &str) -> bool {
    let mut parts = place.rsplit(':');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    place.ends_with("(<anonymous>")
        || place.ends_with("(native")
        || place.contains("(node:")
        || (number(parts.next()) && number(parts.next()) && parts.next().is_some())
}

/// Reads a trace.
pub(super) fn read<'a>(text: &'a str, packages: &Packages) -> Trace<'a> {
    // Innermost last; each has its own frames.
    let starts =
        std::iter::once(0).chain(text.match_indices(CAUSE).map(|(at, _)| at + CAUSE.len()));
    let mut starts: Vec<usize> = starts.take(64).collect();
    let mut end = text.len();
    let mut root = None;
    let mut first = None;
    let mut own = None;
    while let Some(start) = starts.pop() {
        let block = &text[start..end];
        root = root.or_else(|| head(block));
        for line in block.lines() {
            let Some(call) = line.trim_start().strip_prefix("at ") else {
                continue;
            };
            let call = call.trim_end_matches(['{', ' ', '\r']);
            let Some((path, name)) = frame(call) else {
                continue;
            };
            if packages.own_path(path) {
                own.get_or_insert_with(|| name.clone());
            }
            let foreign = path.starts_with("node:")
                || path.starts_with("internal/")
                || path.contains("node_modules")
                || path.starts_with('<');
            if !foreign {
                first.get_or_insert(name);
            }
        }
        end = start.saturating_sub(CAUSE.len());
    }
    Trace {
        language: Language::Node,
        class: root.map(|(class, _)| class),
        message: root.and_then(|(_, message)| message),
        frame: own.or(first),
    }
}

/// Reads `TypeError: x is not a function`, up to the first frame.
fn head(block: &str) -> Option<(&str, Option<&str>)> {
    let mut end = 0;
    for line in block.split_inclusive('\n') {
        if line.trim_start().starts_with("at ") && end > 0 {
            break;
        }
        end += line.len();
    }
    let head = block[..end].trim_end();
    let head = head.strip_prefix("Uncaught ").unwrap_or(head);
    let (class, message) = match head.split_once(": ") {
        Some((class, message)) => (class, Some(message)),
        None => (head, None),
    };
    // `Error [ERR_INVALID_ARG_TYPE]: …` carries a code; it is part of what happened.
    let is_class = !class.is_empty()
        && class.len() < 120
        && class.starts_with(char::is_alphabetic)
        && !class.contains(['\n', '(']);
    is_class.then_some((class, message))
}

/// Reads path and name of `async Consumer.handle (/app/src/consumer.js:12:30)`.
fn frame(call: &str) -> Option<(&str, String)> {
    let call = call.strip_prefix("async ").unwrap_or(call);
    let call = call.strip_prefix("new ").unwrap_or(call);
    let (function, place) = match call
        .strip_suffix(')')
        .and_then(|call| call.rsplit_once(" ("))
    {
        Some((function, place)) => (function, place),
        None => ("", call),
    };
    let path = place.rsplitn(3, ':').nth(2).unwrap_or(place);
    let path = path.strip_prefix("file://").unwrap_or(path);
    let file = path.rsplit(['/', '\\']).next()?;
    let module = file.rsplit_once('.').map_or(file, |(module, _)| module);
    let function = function.split(" [as ").next().unwrap_or_default();
    let function = function.strip_prefix("Object.").unwrap_or(function);
    let name = if function.is_empty() || function == "<anonymous>" {
        module.to_owned()
    } else {
        format!("{module}.{function}")
    };
    Some((path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_cause() {
        let text = "Error: cannot place\n    at place (/app/src/place.js:9:11)\n    at async run (/app/node_modules/kafkajs/r.js:1:2) {\n  \
            [cause]: TypeError: Cannot read properties of undefined (reading 'id')\n      \
            at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n      \
            at Stock.reserve [as call] (file:///app/src/stock.mjs:3:5)\n}\n";
        let read = read(text, &Packages::default());
        assert_eq!(read.class, Some("TypeError"));
        assert_eq!(
            read.message,
            Some("Cannot read properties of undefined (reading 'id')")
        );
        assert_eq!(read.frame.as_deref(), Some("stock.Stock.reserve"));
        let named = super::read(text, &Packages::new(["place"]));
        assert_eq!(named.frame.as_deref(), Some("place.place"));
    }

    #[test]
    fn frames_without_a_function() {
        let read = read("Error: x\n    at C:\\app\\a.js:1:2", &Packages::default());
        assert_eq!(read.frame.as_deref(), Some("a"));
    }
}

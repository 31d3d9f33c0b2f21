//! What stands between quotes and brackets: names that tell something, or values.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// The most bytes between two quotes.
const MOST_QUOTED: usize = 2048;

/// A text in quotes.
pub(super) struct Quoted<'a> {
    /// What stands between them.
    pub(super) inner: &'a str,
    /// The closing quote.
    pub(super) close: char,
    /// The bytes of all, quotes included.
    pub(super) length: usize,
}

impl<'a> Quoted<'a> {
    /// Looks for the closing quote. An apostrophe is none: `can't`, `the orders' customer`.
    pub(super) fn at(text: &'a str, at: usize, open: char) -> Option<Self> {
        let close = match open {
            '"' | '\'' | '`' => open,
            '“' | '„' => '”',
            '‘' => '’',
            '«' => '»',
            _ => return None,
        };
        let is_apostrophe = open == '\'' && text[..at].ends_with(char::is_alphanumeric);
        if is_apostrophe {
            return None;
        }
        let begin = at + open.len_utf8();
        let rest = &text[begin..];
        let closes = |(end, _): &(usize, &str)| {
            let after = &rest[end + close.len_utf8()..];
            close != '\'' || !after.starts_with(char::is_alphanumeric)
        };
        let end = rest.match_indices(close).find(closes).map(|(end, _)| end);
        // A value that the bound cuts has no end; a stray quote has none either, and not much behind it.
        let (end, behind) = match end {
            Some(end) if end <= MOST_QUOTED => (end, close.len_utf8()),
            _ if rest.len() > MOST_QUOTED => (rest.len(), 0),
            _ => return None,
        };
        Some(Self {
            inner: &rest[..end],
            close,
            length: open.len_utf8() + end + behind,
        })
    }
}

/// Tells whether a message explains code, so that its quotes hold code: the helpful messages of Java's
/// `NullPointerException` (JEP 358), V8's and Python's of missing properties.
pub(super) fn explains_code(text: &str) -> bool {
    let because = text.starts_with("Cannot ")
        && text.contains(" because ")
        && (text.contains("is null") || text.contains(" null"));
    because
        || EXPLAINS
            .iter()
            .any(|part| part.find(text.as_bytes()).is_some())
}

/// Made once: they are looked for in every message.
static EXPLAINS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| {
    [
        " properties of undefined (",
        " properties of null (",
        "object has no attribute '",
    ]
    .map(Finder::new)
});

/// Words after which a quoted name is of a schema or of code.
const NAMED: &[&str] = &[
    "attribute",
    "bean",
    "class",
    "column",
    "constraint",
    "field",
    "function",
    "index",
    "key",
    "method",
    "module",
    "name",
    "parameter",
    "property",
    "relation",
    "schema",
    "table",
    "type",
    "variable",
];

/// Types that languages name in quotes.
const TYPES: &[&str] = &[
    "NoneType",
    "Boolean",
    "Double",
    "Integer",
    "Long",
    "Object",
    "String",
    "bool",
    "boolean",
    "bytes",
    "decimal",
    "dict",
    "double",
    "float",
    "int",
    "integer",
    "list",
    "long",
    "number",
    "null",
    "object",
    "str",
    "string",
    "tuple",
    "undefined",
];

/// Tells whether a quoted text is a name and no value; `gap` is the word before it and what stands between.
pub(super) fn is_name(before: &str, inner: &str, gap: Option<(&str, &str)>) -> bool {
    if inner.is_empty() || inner.len() > 200 {
        return false;
    }
    if TYPES.contains(&inner) || is_class(inner) || is_call(inner) {
        return true;
    }
    let subscript = before
        .strip_suffix('[')
        .is_some_and(|name| name.ends_with(char::is_alphanumeric));
    let named = gap.is_some_and(|(word, _)| {
        NAMED.iter().any(|name| {
            word.len() >= name.len()
                && word
                    .get(word.len() - name.len()..)
                    .is_some_and(|end| end.eq_ignore_ascii_case(name))
        })
    });
    (subscript || named) && is_identifier(inner)
}

/// Tells whether it is a name that a person gave: no id, which has several digits.
fn is_identifier(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.starts_with(|char: char| char.is_alphabetic() || char == '_')
        && digits <= 2
        && text
            .chars()
            .all(|char| char.is_alphanumeric() || matches!(char, '_' | '.' | '$'))
}

fn is_class(text: &str) -> bool {
    let Some((package, name)) = text.rsplit_once('.') else {
        return false;
    };
    name.starts_with(char::is_uppercase)
        && is_identifier(name)
        && package.split('.').all(is_identifier)
}

/// Returns the length of a local variable's name at the beginning of an expression: `order` in `order.customer`.
pub(super) fn local_variable(expression: &str) -> usize {
    let end = expression.find(['.', '[']).unwrap_or(expression.len());
    let name = &expression[..end];
    let is_local = name.starts_with(|char: char| char.is_lowercase() || char == '<');
    if is_local && name != "this" && !name.contains('(') {
        end
    } else {
        0
    }
}

/// Tells whether it looks like `Order.total()` or `void on(java.lang.String)`.
fn is_call(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else {
        return false;
    };
    let part = |char: char| {
        char.is_alphanumeric()
            || matches!(
                char,
                '_' | '.' | '$' | ' ' | ',' | '<' | '>' | '[' | ']' | '?' | '&'
            )
    };
    // Prose has a space in front of what it puts in parentheses: `wool blanket (large)`.
    name.ends_with(char::is_alphanumeric)
        && rest.ends_with(')')
        && name.starts_with(char::is_alphabetic)
        && name.chars().chain(rest[..rest.len() - 1].chars()).all(part)
        && !text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns the length of `[Source: …]`, which Jackson adds: it quotes the document and says where in it.
pub(super) fn source(rest: &str) -> Option<usize> {
    if !rest.starts_with("[Source: ") {
        return None;
    }
    let place = ["; line: ", "; byte offset: "]
        .iter()
        .filter_map(|place| rest.find(place))
        .min();
    let from = place.unwrap_or(0);
    Some(
        rest[from..]
            .find(']')
            .map_or(rest.len(), |end| from + end + 1),
    )
}

/// What databases write in front of a row's values, which have no quotes: `PostgreSQL` (`ExecConstraints` in `execMain.c`)
/// and SQL Server (errors 2601 and 2627).
const ROWS: [&str; 2] = ["row contains ", "key value is "];

/// Returns the length of values in parentheses: those of a row, and of a key as in `Key (id)=(7)`.
pub(super) fn values(before: &str, rest: &str) -> Option<usize> {
    if before.ends_with('=') {
        return balanced(rest).or_else(|| Some(rest.find(')')? + 1));
    }
    if !ROWS.iter().any(|row| before.ends_with(row)) {
        return None;
    }
    // A long value is cut off, so that parentheses need not be balanced; the row ends with its sentence.
    let ends = |(at, _): &(usize, &str)| !rest[at + 2..].starts_with(char::is_alphanumeric);
    let end = rest.match_indices(").").find(ends);
    Some(end.map_or(rest.len(), |(at, _)| at + 1))
}

/// Returns the length up to the parenthesis that closes the first one.
fn balanced(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth <= 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the length of an object in braces; `{}` and placeholders such as `{name}` are none.
pub(super) fn object(rest: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut fields = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return fields.then_some(at + 1);
                }
            }
            b':' | b'=' => fields = true,
            _ => {}
        }
    }
    // The bound, or whoever wrote the message, cut it.
    fields.then_some(rest.len())
}

//! Documents: values and headers that are JSON, and keys that are Protobuf.

use crate::payload::{Json, Token};

/// The longest document that is looked into, in bytes.
const LONGEST: usize = 8 << 20;

/// The most members of a document that are looked at.
const MOST_MEMBERS: usize = 2_000;

/// The deepest member that is looked at.
const DEEPEST: usize = 6;

/// A member of a document, or a first element of an array in it.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    /// The names on the way to it as they are written; `[]` is the first element of an array.
    pub(super) path: Vec<&'a str>,
    /// The value as it is written, a string without its quotes; `None` for null.
    pub(super) value: Option<&'a [u8]>,
    /// Whether it is an object or an array, whose value is not given.
    pub(super) is_container: bool,
}

impl Member<'_> {
    /// Tells whether it stands at a path whose names are joined by dots; `*` stands for any name.
    pub(super) fn is_at(&self, path: &str) -> bool {
        let mut names = path.split('.');
        self.path
            .iter()
            .all(|own| names.next().is_some_and(|name| name == "*" || name == *own))
            && names.next().is_none()
    }
}

/// Lists the members of a JSON object; nothing for anything else, or for what is too long.
pub(super) fn members(value: Option<&[u8]>) -> Vec<Member<'_>> {
    let json = value
        .filter(|bytes| bytes.len() <= LONGEST && bytes.trim_ascii_start().starts_with(b"{"))
        .and_then(Json::parse);
    let Some(json) = json else {
        return Vec::new();
    };
    let mut members: Vec<Member<'_>> = Vec::new();
    // The names on the way, and for every open container whether it is an object, and how many elements were begun.
    let mut path: Vec<&str> = Vec::new();
    let mut open: Vec<(bool, u32)> = Vec::new();
    for token in json.tokens() {
        if members.len() == MOST_MEMBERS {
            break;
        }
        let (value, is_container) = match token {
            Token::Name(name) => {
                path.truncate(open.len().saturating_sub(1));
                path.push(unquoted(name));
                continue;
            }
            Token::Close(_) => {
                open.pop();
                path.truncate(open.len());
                continue;
            }
            Token::Colon | Token::Comma => continue,
            Token::Open(_) => (Some(&b""[..]), true),
            Token::String(text) => (Some(unquoted(text).as_bytes()), false),
            Token::Scalar("null") => (None, false),
            Token::Scalar(text) => (Some(text.as_bytes()), false),
        };
        if let Some((false, count)) = open.last_mut() {
            *count += 1;
            let name = if *count == 1 { "[]" } else { "[more]" };
            path.truncate(open.len() - 1);
            path.push(name);
        }
        if !path.is_empty() && path.len() <= DEEPEST && !path.contains(&"[more]") {
            members.push(Member {
                path: path.clone(),
                value,
                is_container,
            });
        }
        if let Token::Open(sign) = token {
            open.push((sign == '{', 0));
        }
    }
    members
}

/// Returns a member of a JSON object as it is written, a string without its quotes; `None` for null and for anything else.
pub(super) fn member<'a>(bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let members = members(Some(bytes));
    let found = members.iter().find(|member| member.path == [name])?;
    found.value.filter(|_| !found.is_container)
}

/// Takes the quotes off a string.
fn unquoted(written: &str) -> &str {
    written
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(written)
}

/// Reads the fields of a Protobuf message: number, and the bytes of a text or of a varint as they are written.
///
/// `None` where the bytes are no such message to the last one, or hold a group or a field of fixed width.
pub(super) fn protobuf(bytes: &[u8]) -> Option<Vec<(u32, &[u8])>> {
    let mut rest = bytes;
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let (tag, after) = varint(rest)?;
        let number = u32::try_from(tag >> 3).ok().filter(|number| *number > 0)?;
        let (value, after) = match tag & 7 {
            0 => {
                let (_, end) = varint(after)?;
                after.split_at(after.len() - end.len())
            }
            2 => {
                let (length, text) = varint(after)?;
                text.split_at_checked(usize::try_from(length).ok()?)?
            }
            _ => return None,
        };
        fields.push((number, value));
        rest = after;
    }
    Some(fields)
}

/// Reads a varint of at most ten bytes, and returns what follows it.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        let part = u64::from(byte & 0x7f);
        // The tenth byte has room for one bit.
        if at == 9 && part > 1 {
            return None;
        }
        value |= part << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn members_with_their_paths() {
        let text =
            br#"{"a":1,"b":{"c":"x\n","d":null},"e":[{"f":2},{"f":3}],"g":[[7,8]],"h":true}"#;
        let found: Vec<_> = members(Some(text))
            .iter()
            .map(|one| {
                let value = one.value.map(String::from_utf8_lossy);
                format!(
                    "{}={}",
                    one.path.join("."),
                    value.as_deref().unwrap_or("null")
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                "a=1",
                "b=",
                "b.c=x\\n",
                "b.d=null",
                "e=",
                "e.[]=",
                "e.[].f=2",
                "g=",
                "g.[]=",
                "g.[].[]=7",
                "h=true"
            ]
        );
        for text in [&b"[1]"[..], b"1", b"", b"{", b"{\"a\":}"] {
            assert!(members(Some(text)).is_empty());
        }
        assert_eq!(
            member(br#"{"x":{"top":1},"top":"orders"}"#, "top"),
            Some(&b"orders"[..])
        );
    }

    #[test]
    fn a_large_document_is_cut_short() {
        let text = format!("{{{}\"z\":1}}", "\"a\":1,".repeat(3 * MOST_MEMBERS));
        assert_eq!(members(Some(text.as_bytes())).len(), MOST_MEMBERS);
        let deep = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        assert_eq!(members(Some(deep.as_bytes())).len(), DEEPEST);
    }

    #[test]
    fn fields_of_a_message() {
        let message = b"\x08\x03\x12\x06orders\x18\x96\x01";
        assert_eq!(
            protobuf(message),
            Some(vec![(1, &b"\x03"[..]), (2, b"orders"), (3, b"\x96\x01")])
        );
        for broken in [
            &b"\x12\x07orders"[..],
            b"\x08",
            b"\x00\x01",
            b"\x0d\0\0\0\0",
            b"order-42",
        ] {
            assert_eq!(protobuf(broken), None, "{broken:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60),
                          text in "[\\[\\]{}:,\"a-c0-9 \\\\]{0,40}") {
            let _ = (members(Some(&bytes)), member(&bytes, "a"), protobuf(&bytes), varint(&bytes));
            let _ = members(Some(text.as_bytes()));
        }
    }
}

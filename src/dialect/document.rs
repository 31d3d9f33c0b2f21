//! Documents: values and headers that are JSON.

use crate::payload::{Json, Token};

/// The longest document that is looked into, in bytes.
const LONGEST: usize = 8 << 20;

/// Returns a member of a JSON object as it is written, a string without its quotes; `None` for null and for anything else.
pub(super) fn member<'a>(bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    if bytes.len() > LONGEST {
        return None;
    }
    let json = Json::parse(bytes)?;
    let mut depth = 0_usize;
    let mut wanted = false;
    for token in json.tokens() {
        match token {
            Token::Open(_) => {
                depth += 1;
                wanted = false;
            }
            Token::Close(_) => depth = depth.checked_sub(1)?,
            Token::Name(text) => wanted = depth == 1 && unquoted(text) == name,
            Token::String(text) if wanted => return Some(unquoted(text).as_bytes()),
            Token::Scalar("null") if wanted => return None,
            Token::Scalar(text) if wanted => return Some(text.as_bytes()),
            Token::Comma => wanted = false,
            Token::Colon | Token::String(_) | Token::Scalar(_) => {}
        }
    }
    None
}

/// Takes the quotes off a string.
fn unquoted(written: &str) -> &str {
    written
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(written)
}

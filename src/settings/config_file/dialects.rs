//! `[[dialect]]`: dialects of one's own.

use toml::de::DeValue;

use super::super::section::Section;
use crate::dialect::own::{self, OwnDialect};
use crate::dialect::table::{Encoding, Newest};
use crate::error::Result;

/// The keys of a dialect.
const DIALECT_KEYS: &[&str] = &["name", "recognised_by", "headers", "newest", "strip"];

/// The keys of a header of a dialect.
const HEADER_KEYS: &[&str] = &["name", "encoding"];

/// Reads the dialects, in their order.
pub(super) fn dialects(top: &Section<'_>) -> Result<Vec<OwnDialect>> {
    let mut found: Vec<OwnDialect> = Vec::new();
    for section in top.sections("dialect", DIALECT_KEYS)? {
        let dialect = dialect(&section)?;
        if found.len() == own::MOST {
            let what = format!("is there more than {} times", own::MOST);
            return Err(top.error("dialect", what));
        }
        let name = dialect.name.as_str();
        if own::is_taken(name) || found.iter().any(|one| one.name == name) {
            return Err(section
                .error(
                    "name",
                    format!("is taken: there is a dialect `{name}` already"),
                )
                .hint("docs/dialects.md has the names of all; choose another one"));
        }
        found.push(dialect);
    }
    Ok(found)
}

fn dialect(section: &Section<'_>) -> Result<OwnDialect> {
    let missing = |key: &str| section.error(key, "is missing in a dialect");
    let name = section.text("name")?.ok_or_else(|| missing("name"))?;
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
    if !name.bytes().all(plain) {
        return Err(section
            .error("name", "is no name of a dialect")
            .hint("it is made of small letters, digits, `-`, `.` and `_`"));
    }
    let fields: Vec<&'static str> = own::FIELDS.iter().map(|(key, _)| *key).collect();
    let table = section.section("headers", &fields)?;
    let table = table
        .ok_or_else(|| missing("headers").hint("for example headers.topic = \"x-my-topic\""))?;
    let mut headers = Vec::new();
    for (key, field) in own::FIELDS {
        if let Some((name, encoding)) = header(&table, key)? {
            let encoding = encoding.unwrap_or_else(|| own::default_encoding(*field));
            headers.push((*field, name, encoding));
        }
    }
    if headers.is_empty() {
        return Err(section.error("headers", "names no header"));
    }
    let recognised_by = match section.texts("recognised_by")? {
        Some(names) if !names.is_empty() => names,
        Some(_) => return Err(section.error("recognised_by", "is empty")),
        None => {
            return Err(missing("recognised_by")
                .hint("name the headers that are there whenever the dialect is"));
        }
    };
    let newest = match section.text("newest")?.as_deref() {
        None | Some("last") => Newest::Last,
        Some("first") => Newest::First,
        Some(_) => {
            return Err(section
                .error("newest", "is neither `last` nor `first`")
                .why("it says which of several headers of one name the newest failure wrote"));
        }
    };
    let strip = section.texts("strip")?;
    let odd = |pattern: &&String| {
        let name = pattern.strip_suffix('*').unwrap_or(pattern);
        name.is_empty() || name.contains('*')
    };
    if let Some(pattern) = strip.iter().flatten().find(odd) {
        return Err(section
            .error("strip", format!("holds `{pattern}`"))
            .why("`*` stands for any ending of a name, and only at the end of one"));
    }
    Ok(OwnDialect {
        name,
        recognised_by,
        headers,
        newest,
        strip,
    })
}

/// Reads one header: its name, or a table with its name and how it is written.
fn header(table: &Section<'_>, key: &str) -> Result<Option<(String, Option<Encoding>)>> {
    let is_table = table
        .value(key)
        .is_some_and(|value| matches!(value.get_ref(), DeValue::Table(_)));
    if !is_table {
        return Ok(table.text(key)?.map(|name| (name, None)));
    }
    let Some(section) = table.section(key, HEADER_KEYS)? else {
        return Ok(None);
    };
    let name = section.text("name")?;
    let name = name.ok_or_else(|| table.error(key, "has no `name`"))?;
    let Some(word) = section.text("encoding")? else {
        return Ok(Some((name, None)));
    };
    let known = own::ENCODINGS.iter().find(|(known, _)| *known == word);
    let Some((_, encoding)) = known else {
        let words: Vec<_> = own::ENCODINGS.iter().map(|(known, _)| *known).collect();
        return Err(section
            .error("encoding", format!("is `{word}`, which is none"))
            .hint(format!("the encodings are {}", words.join(", "))));
    };
    Ok(Some((name, Some(*encoding))))
}

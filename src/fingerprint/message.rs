//! Takes out of a message what differs from record to record, and leaves what tells one kind of failure from another.
//!
//! One pass from the beginning to the end, a word at a time. What varies becomes `*`: numbers, ids, UUIDs, hexadecimal,
//! addresses, times, offsets, quoted values, objects in braces. Stars in a row are one star, so that lists of different
//! length are alike. What has a meaning stays: statuses, SQL states, codes of errors, small enumerations (`words.rs`),
//! and quoted names of classes, methods, fields and tables.

mod quoted;
mod words;

use quoted::Quoted;

/// The most bytes of a message that are looked at.
pub(super) const MOST_BYTES: usize = 4096;

/// The most bytes that are kept: what comes behind tells nothing new.
const MOST_KEPT: usize = 512;

/// What stands for everything that varies.
const STAR: char = '*';

/// Returns a message without what varies.
pub fn normalise(message: &str) -> String {
    let mut out = String::new();
    normalise_into(message, &mut out);
    out
}

/// Appends a message without what varies to a text that is empty.
pub(super) fn normalise_into(message: &str, out: &mut String) {
    let text = super::trace::cut(message, MOST_BYTES);
    out.reserve(text.len().min(MOST_KEPT + 64));
    Normaliser::new(text, out).run();
    let kept = kept(out).len();
    out.truncate(kept);
}

/// Returns as much of a normalised message as is kept.
fn kept(out: &str) -> &str {
    super::trace::cut(out, MOST_KEPT).trim_end()
}

struct Normaliser<'a, 'o> {
    text: &'a str,
    out: &'o mut String,
    /// The last word and the one before it.
    words: [&'a str; 2],
    /// Where the last word ends.
    word_end: usize,
    /// Whether quotes hold code.
    keeps_quotes: bool,
}

impl<'a, 'o> Normaliser<'a, 'o> {
    fn new(text: &'a str, out: &'o mut String) -> Self {
        Self {
            text,
            out,
            words: [""; 2],
            word_end: 0,
            keeps_quotes: quoted::explains_code(text),
        }
    }

    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() && self.out.len() <= MOST_KEPT {
            at += match Prose::at(&self.text[at..]) {
                Some(prose) => self.prose(at, &prose),
                None => self.step(at),
            };
        }
    }

    /// Takes plain words as they are, which comes to the same as word by word.
    fn prose(&mut self, at: usize, prose: &Prose<'a>) -> usize {
        self.out.push_str(prose.text);
        self.words = [prose.last, prose.before.unwrap_or(self.words[0])];
        self.word_end = at + prose.text.len();
        prose.text.len()
    }

    /// Takes the word, the space or the sign at `at`, which is before the end, and returns its length.
    fn step(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(char) = rest.chars().next() else {
            return 0;
        };
        if char.is_whitespace() {
            if !self.out.ends_with(' ') && !self.out.is_empty() {
                self.out.push(' ');
            }
            char.len_utf8()
        } else if is_part(char) {
            let end = parts_length(rest);
            let token = &rest[..end];
            self.token(at, token);
            // The query of a URL goes on behind what joins words.
            if has_scheme(token) && token.contains('?') {
                end + query_length(&rest[end..])
            } else {
                end
            }
        } else if let Some(length) = self.group(at, rest, char) {
            length
        } else {
            self.out.push(char);
            char.len_utf8()
        }
    }

    /// Takes what stands between quotes or braces. Returns its length, or `None` where nothing begins here.
    fn group(&mut self, at: usize, rest: &'a str, open: char) -> Option<usize> {
        if let Some(length) = quoted::source(rest) {
            self.out.push_str("[Source: *]");
            return Some(length);
        }
        if open == '('
            && let Some(length) = quoted::values(&self.text[..at], rest)
        {
            self.out.push_str("(*)");
            return Some(length);
        }
        if open == '{' {
            let length = quoted::object(rest)?;
            self.out.push_str("{*}");
            return Some(length);
        }
        let quoted = Quoted::at(self.text, at, open)?;
        let inner = quoted.inner;
        if self.keeps_quotes || quoted::is_name(&self.text[..at], inner, self.gap(at)) {
            self.out.push(open);
            // Without debug information a local variable has no name.
            let variable = if self.text[..at].ends_with(" because ") {
                quoted::local_variable(inner)
            } else {
                0
            };
            if variable > 0 {
                self.out.push(STAR);
            }
            self.name(&inner[variable..]);
            self.out.push(quoted.close);
        } else {
            self.star();
        }
        Some(quoted.length)
    }

    /// Appends code, whose numbers are the compiler's.
    fn name(&mut self, inner: &str) {
        let mut in_number = false;
        for char in inner.chars() {
            let is_digit = char.is_ascii_digit();
            if !is_digit {
                self.out.push(char);
            } else if !in_number {
                self.out.push(STAR);
            }
            in_number = is_digit;
        }
    }

    /// Returns the last word and what stands between it and `at`, where that is next to nothing.
    fn gap(&self, at: usize) -> Option<(&'a str, &'a str)> {
        let gap = self.text.get(self.word_end..at)?;
        (!self.words[0].is_empty() && gap.len() <= 3).then_some((self.words[0], gap))
    }

    /// Appends a star; after another one, and what separates them, nothing.
    fn star(&mut self) {
        const BETWEEN: [char; 7] = [' ', ',', '-', '.', '/', ';', '_'];
        let before = self.out.trim_end_matches(BETWEEN).len();
        if self.out[..before].ends_with(STAR) {
            self.out.truncate(before);
        } else {
            self.out.push(STAR);
        }
    }

    /// Takes a run of letters, digits and what may join them.
    fn token(&mut self, at: usize, token: &'a str) {
        let is_joint = |char: char| !char.is_alphanumeric();
        let begin = token.len() - token.trim_start_matches(is_joint).len();
        let core = token[begin..].trim_end_matches(is_joint);
        let end = begin + core.len();
        if core.is_empty() {
            self.out.push_str(token);
            return;
        }
        let before = &token[..begin];
        let is_negative =
            before.ends_with(['-', '+']) && core.starts_with(|c: char| c.is_ascii_digit());
        self.out
            .push_str(&before[..before.len() - usize::from(is_negative)]);
        self.core(at + begin, core);
        self.out.push_str(&token[end..]);
    }

    fn core(&mut self, at: usize, core: &'a str) {
        let bytes = core.as_bytes();
        let has_digit = bytes.iter().any(u8::is_ascii_digit);
        if has_scheme(core) {
            self.url(at, core);
        } else if words::is_email(core) {
            self.star();
        } else if !has_digit && !core.contains('@') {
            self.letters(at, core);
            if let Some(last) = core.rsplit(['.', ':', '/', '-']).next() {
                self.words[0] = last;
            }
        } else if bytes.iter().all(u8::is_ascii_digit) {
            self.number(at, core, None);
        } else if words::is_time_or_place(core) || words::is_address(core) {
            self.star();
        } else if core.eq_ignore_ascii_case("HTTP/1.1") || core.eq_ignore_ascii_case("HTTP/1.0") {
            self.out.push_str(core);
            self.words = ["http", self.words[0]];
            self.word_end = at + core.len();
        } else {
            self.words(at, core);
        }
    }

    /// Takes a word without digits.
    fn letters(&mut self, at: usize, word: &'a str) {
        let rest = &self.text[at + word.len()..];
        if words::is_hex_of_letters(word) || words::is_of_date(word, rest, self.out.ends_with("* "))
        {
            self.star();
        } else {
            self.out.push_str(word);
        }
        self.words = [word, self.words[0]];
        self.word_end = at + word.len();
    }

    /// Appends scheme and path of a URL; the host is an address, and a query varies.
    fn url(&mut self, at: usize, url: &'a str) {
        let (scheme, rest) = url.split_once("://").unwrap_or((url, ""));
        self.out.push_str(scheme);
        self.out.push_str("://");
        self.star();
        if let Some(slash) = rest.find('/') {
            let begin = scheme.len() + 3 + slash;
            let path = url[begin..].split('?').next().unwrap_or_default();
            self.words(at + begin, path);
        }
    }

    /// Takes word by word what is joined by dots, hyphens and the like.
    fn words(&mut self, at: usize, core: &'a str) {
        let is_class = core.contains('.') && !core.contains(['@', ':', '/', '-']);
        let mut begin = 0;
        let mut before: Option<(&str, char)> = None;
        while begin < core.len() {
            let rest = &core[begin..];
            if let Some(length) = words::uuid(rest) {
                self.star();
                begin += length;
                before = None;
                continue;
            }
            let length = rest.find(|char: char| !char.is_alphanumeric());
            let word = &rest[..length.unwrap_or(rest.len())];
            if !word.is_empty() {
                self.word(at + begin, word, before, is_class);
                self.words = [word, self.words[0]];
                self.word_end = at + begin + word.len();
            }
            begin += word.len();
            if let Some(joint) = core[begin..].chars().next() {
                self.out.push(joint);
                begin += joint.len_utf8();
                before = Some((word, joint));
            }
        }
    }

    fn word(&mut self, at: usize, word: &'a str, before: Option<(&'a str, char)>, is_class: bool) {
        let bytes = word.as_bytes();
        let joint = before.map(|(_, joint)| joint);
        if !bytes.iter().any(u8::is_ascii_digit) {
            let is_hash =
                joint == Some('@') && bytes.len() >= 4 && bytes.iter().all(u8::is_ascii_hexdigit);
            if is_hash || words::is_hex_of_letters(word) {
                self.star();
            } else {
                self.out.push_str(word);
            }
        } else if bytes.iter().all(u8::is_ascii_digit) {
            self.number(at, word, before);
        } else if joint != Some('$') && self.has_meaning(at, word) {
            self.out.push_str(word);
        } else {
            match words::varying(word, is_class) {
                words::Varying::No => self.out.push_str(word),
                words::Varying::Whole => self.star(),
                words::Varying::Behind(letters) => {
                    self.out.push_str(&word[..letters]);
                    self.star();
                }
                words::Varying::Before(digits) => {
                    self.star();
                    self.out.push_str(&word[digits..]);
                }
            }
        }
    }

    /// Tells whether letters and digits are a code.
    fn has_meaning(&self, at: usize, word: &str) -> bool {
        let [last, before] = self.words;
        words::is_known(word)
            || words::is_code(word)
            || (self.gap(at).is_some() && words::is_sql_state(word, last, before))
    }

    fn number(&mut self, at: usize, digits: &'a str, before: Option<(&'a str, char)>) {
        let rest = &self.text[at + digits.len()..];
        let [last, second] = self.words;
        let keeps = match before {
            Some((prefix, '-')) => words::is_code_prefix(prefix),
            Some((_, ':' | '=' | '#' | '.' | '_')) | None => match self.gap(at) {
                Some((_, gap)) => words::gives_meaning(last, second, gap, digits, rest),
                None => false,
            },
            Some(_) => false,
        };
        if keeps || words::is_http_status(digits, rest) {
            self.out.push_str(digits);
        } else {
            self.star();
        }
    }
}

/// Returns how many bytes of a query are left.
fn query_length(rest: &str) -> usize {
    let ends =
        |char: char| char.is_whitespace() || matches!(char, '"' | '\'' | '`' | ')' | ']' | '>');
    rest.find(ends).unwrap_or(rest.len())
}

/// Tells whether a character may be of a word or join words.
fn is_part(char: char) -> bool {
    match u8::try_from(char) {
        Ok(byte) if byte.is_ascii() => IS_PART[usize::from(byte)],
        _ => char.is_alphanumeric(),
    }
}

/// [`is_part`] of ASCII, which is nearly all that is asked.
const IS_PART: [bool; 128] = {
    let joins = b"_-.:@/%+$#~?&";
    let mut is_part = [false; 128];
    let mut byte = 0;
    while byte < 128_u8 {
        is_part[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < joins.len() {
        is_part[joins[at] as usize] = true;
        at += 1;
    }
    is_part
};

/// Words of ASCII letters with a space between each two, of which none varies: most of a message is such.
struct Prose<'a> {
    text: &'a str,
    last: &'a str,
    /// The word before the last.
    before: Option<&'a str>,
}

impl<'a> Prose<'a> {
    /// Reads as many words as stand at the beginning; `None` where there is none.
    fn at(text: &'a str) -> Option<Self> {
        let mut begin = 0;
        let mut prose: Option<Self> = None;
        while let Some(length) = letters_length(&text.as_bytes()[begin..]) {
            let end = begin + length;
            let last = &text[begin..end];
            if words::may_vary(last) {
                break;
            }
            prose = Some(Self {
                text: &text[..end],
                last,
                before: prose.map(|prose| prose.last),
            });
            if text.as_bytes().get(end) != Some(&b' ') {
                break;
            }
            begin = end + 1;
        }
        prose
    }
}

/// Returns the length of a word of ASCII letters that nothing joins to another.
fn letters_length(bytes: &[u8]) -> Option<usize> {
    let length = bytes
        .iter()
        .position(|byte| !byte.is_ascii_alphabetic())
        .unwrap_or(bytes.len());
    let joins = |byte: &u8| IS_PART.get(usize::from(*byte)).copied().unwrap_or(true);
    (length > 0 && !bytes.get(length).is_some_and(joins)).then_some(length)
}

/// Returns how many bytes of such characters a text begins with.
fn parts_length(text: &str) -> usize {
    let ends = |byte: &u8| !IS_PART.get(usize::from(*byte)).copied().unwrap_or(true);
    let length = text
        .bytes()
        .position(|byte| ends(&byte))
        .unwrap_or(text.len());
    if text[..length].is_ascii() {
        return length;
    }
    text.find(|char| !is_part(char)).unwrap_or(text.len())
}

/// Tells whether a word is a URL; most have no colon.
fn has_scheme(word: &str) -> bool {
    memchr::memchr(b':', word.as_bytes()).is_some() && word.contains("://")
}

#[cfg(test)]
mod tests;

//! The text of `sasl.jaas.config`.
//!
//! Follows apache/kafka `clients/src/main/java/org/apache/kafka/common/security/JaasConfig.java`, and the rules of
//! `java.io.StreamTokenizer` as that class sets it up: both kinds of quotes, backslash escapes inside them, comments from
//! `/` to the end of the line and between `/*` and `*/`, and every control character a blank. That is the class of the
//! main branch; the one of 4.3 and earlier takes fewer characters outside quotes, and the same inside them.

use std::collections::BTreeMap;
use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

/// Longest text that is read; real ones have a few hundred characters, with an embedded token a few thousand.
const MAX_LENGTH: usize = 256 * 1024;

/// One login module with its options.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct LoginModule {
    /// The full name of the class.
    pub(crate) class: String,
    /// The options; a repeated one counts as it stood last.
    pub(crate) options: BTreeMap<String, String>,
}

impl LoginModule {
    /// Returns the name of the class without its package; shaded clients put other packages before it.
    pub(crate) fn simple_name(&self) -> &str {
        self.class.rsplit('.').next().unwrap_or(&self.class)
    }
}

impl fmt::Debug for LoginModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginModule")
            .field("class", &self.class)
            .field("options", &self.options.keys())
            .finish_non_exhaustive()
    }
}

/// What is wrong with the text. Nothing of the text is part of it: a quote that was not escaped makes a password look
/// like anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JaasError {
    Empty,
    TooLong,
    NoModuleName,
    NoControlFlag,
    UnknownControlFlag,
    NoOptionName,
    /// The number of the option, from 1.
    NoOptionValue(usize),
    NoSemicolon,
}

impl fmt::Display for JaasError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it names no login module"),
            Self::TooLong => write!(f, "it is longer than {MAX_LENGTH} bytes"),
            Self::NoModuleName => f.write_str("a login module has no name"),
            Self::NoControlFlag => f.write_str("`required` is missing after the login module"),
            Self::UnknownControlFlag => f.write_str(
                "`required`, `requisite`, `sufficient` or `optional` must follow the login module",
            ),
            Self::NoOptionName => f.write_str("an option has no name"),
            Self::NoOptionValue(number) => write!(
                f,
                "option {number} is not `name=\"value\"`; a quote inside a value needs a backslash before it"
            ),
            Self::NoSemicolon => f.write_str("the `;` at its end is missing"),
        }
    }
}

/// Reads every login module of the text; a client's has exactly one.
pub(crate) fn parse(text: &str) -> Result<Vec<LoginModule>, JaasError> {
    if text.len() > MAX_LENGTH {
        return Err(JaasError::TooLong);
    }
    let mut tokens = Tokens {
        characters: text.chars().peekable(),
    };
    let mut modules = Vec::new();
    while let Some(token) = tokens.next_token() {
        let Token::Text(class) = token else {
            return Err(JaasError::NoModuleName);
        };
        modules.push(module(class, &mut tokens)?);
    }
    if modules.is_empty() {
        return Err(JaasError::Empty);
    }
    Ok(modules)
}

fn module(class: String, tokens: &mut Tokens<'_>) -> Result<LoginModule, JaasError> {
    match tokens.next_token() {
        Some(Token::Text(flag)) => {
            if !["required", "requisite", "sufficient", "optional"]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&flag))
            {
                return Err(JaasError::UnknownControlFlag);
            }
        }
        _ => return Err(JaasError::NoControlFlag),
    }
    let mut options = BTreeMap::new();
    for number in 1.. {
        match tokens.next_token() {
            None => return Err(JaasError::NoSemicolon),
            Some(Token::Sign(';')) => return Ok(LoginModule { class, options }),
            Some(Token::Sign(_)) => return Err(JaasError::NoOptionName),
            Some(Token::Text(name)) => {
                if tokens.next_token() != Some(Token::Sign('=')) {
                    return Err(JaasError::NoOptionValue(number));
                }
                match tokens.next_token() {
                    Some(Token::Text(value)) => options.insert(name, value),
                    _ => return Err(JaasError::NoOptionValue(number)),
                };
            }
        }
    }
    Err(JaasError::NoSemicolon)
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// A word, or what stood between quotes.
    Text(String),
    /// `;`, `=`, or one of the few characters that are neither blank nor part of a word.
    Sign(char),
}

struct Tokens<'a> {
    characters: Peekable<Chars<'a>>,
}

impl Tokens<'_> {
    fn next_token(&mut self) -> Option<Token> {
        loop {
            let character = *self.characters.peek()?;
            match character {
                '\0'..=' ' => {
                    self.characters.next();
                }
                '/' => self.skip_comment(),
                '"' | '\'' => return Some(Token::Text(self.quoted(character))),
                _ if is_word(character) => return Some(Token::Text(self.word())),
                _ => {
                    self.characters.next();
                    return Some(Token::Sign(character));
                }
            }
        }
    }

    /// Skips a comment; a single `/` starts one as well as two do.
    fn skip_comment(&mut self) {
        self.characters.next();
        if self.characters.next_if_eq(&'*').is_some() {
            let mut star = false;
            for character in self.characters.by_ref() {
                if star && character == '/' {
                    return;
                }
                star = character == '*';
            }
        } else {
            while self
                .characters
                .next_if(|character| !matches!(character, '\n' | '\r'))
                .is_some()
            {}
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(character) = self.characters.next_if(|character| is_word(*character)) {
            word.push(character);
        }
        word
    }

    /// Reads up to the closing quote; as in Java, the end of the line or of the text closes it too.
    fn quoted(&mut self, quote: char) -> String {
        self.characters.next();
        let mut text = String::new();
        while let Some(character) = self
            .characters
            .next_if(|character| !matches!(character, '\n' | '\r'))
        {
            if character == quote {
                break;
            }
            if character == '\\' {
                match self.characters.next() {
                    Some(escaped) => text.push(self.unescape(escaped)),
                    None => break,
                }
            } else {
                text.push(character);
            }
        }
        text
    }

    fn unescape(&mut self, escaped: char) -> char {
        match escaped {
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            '0'..='7' => {
                // One to three octal digits, three only up to `\377`.
                let digits = if escaped <= '3' { 2 } else { 1 };
                let mut code = escaped.to_digit(8).unwrap_or(0);
                for _ in 0..digits {
                    let Some(digit) = self.characters.peek().and_then(|next| next.to_digit(8))
                    else {
                        break;
                    };
                    self.characters.next();
                    code = code * 8 + digit;
                }
                char::from_u32(code).unwrap_or('\0')
            }
            other => other,
        }
    }
}

/// Tells whether the character is part of a word: `wordChars(32, 128)` and `wordChars(160, 255)` less what got another
/// meaning, and everything above.
fn is_word(character: char) -> bool {
    !matches!(character, '\0'..=' ' | '/' | '"' | '\'' | ';' | '=' | '\u{81}'..='\u{9f}')
}

#[cfg(test)]
mod tests;

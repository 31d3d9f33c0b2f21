//! Names of target topics with placeholders: `{origin.topic}.retry`, `replay-{topic}`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A fact of a dead letter that a target's name may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The dead-letter topic.
    Topic,
    /// The partition of the dead-letter topic.
    Partition,
    /// The topic of the oldest origin.
    OriginTopic,
    /// The partition of the oldest origin.
    OriginPartition,
}

impl Place {
    /// All places, in the order in which they are told.
    pub const ALL: [Self; 4] = [
        Self::Topic,
        Self::Partition,
        Self::OriginTopic,
        Self::OriginPartition,
    ];

    /// Returns the word between the braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Partition => "partition",
            Self::OriginTopic => "origin.topic",
            Self::OriginPartition => "origin.partition",
        }
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(Place),
}

/// The name of a target topic with at least one placeholder. No topic's name has braces, so they need no escape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TopicTemplate(Vec<Piece>);

impl TopicTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong: an unknown placeholder, a brace without its counterpart, no placeholder at
    /// all, or a character that no topic's name has.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let inside = rest[open..].strip_prefix('{');
            let Some((name, behind)) = inside.and_then(|inside| inside.split_once('}')) else {
                return Err("a brace without its counterpart".to_owned());
            };
            if open > 0 {
                pieces.push(Piece::Text(rest[..open].to_owned()));
            }
            let place = Place::ALL.into_iter().find(|place| place.name() == name);
            let place = place.ok_or_else(|| format!("there is no placeholder {{{name}}}"))?;
            pieces.push(Piece::Place(place));
            rest = behind;
        }
        if pieces.is_empty() {
            return Err("no placeholder".to_owned());
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        let is_legal = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        let strange = pieces.iter().find_map(|piece| match piece {
            Piece::Text(text) => text.chars().find(|char| !is_legal(*char)),
            Piece::Place(_) => None,
        });
        match strange {
            Some(char) => Err(format!("no topic's name has the character {char:?}")),
            None => Ok(Self(pieces)),
        }
    }

    /// Puts in what is known of one dead letter.
    ///
    /// # Errors
    ///
    /// The first place of which nothing is known.
    pub fn name(&self, known: impl Fn(Place) -> Option<String>) -> Result<String, Place> {
        let mut name = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Place(place) => name.push_str(&known(*place).ok_or(*place)?),
            }
        }
        Ok(name)
    }
}

impl fmt::Display for TopicTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Place(place) => write!(f, "{{{}}}", place.name()),
        })
    }
}

impl From<TopicTemplate> for String {
    fn from(template: TopicTemplate) -> Self {
        template.to_string()
    }
}

impl TryFrom<String> for TopicTemplate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(template: &str) -> Result<String, Place> {
        TopicTemplate::parse(template).unwrap().name(|place| {
            Some(match place {
                Place::Topic => "orders.DLT".to_owned(),
                Place::Partition => "7".to_owned(),
                Place::OriginTopic => "orders".to_owned(),
                Place::OriginPartition => return None,
            })
        })
    }

    #[test]
    fn placeholders_are_filled_in() {
        for (template, name) in [
            ("{origin.topic}.retry", Ok("orders.retry")),
            ("replay-{topic}", Ok("replay-orders.DLT")),
            ("{topic}{topic}", Ok("orders.DLTorders.DLT")),
            ("a.{topic}.{partition}_b", Ok("a.orders.DLT.7_b")),
            ("{topic}-{origin.partition}", Err(Place::OriginPartition)),
        ] {
            assert_eq!(named(template), name.map(str::to_owned), "{template}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (template, mistake) in [
            ("{origin}.retry", "there is no placeholder {origin}"),
            ("{}", "there is no placeholder {}"),
            ("{ topic }", "there is no placeholder { topic }"),
            ("{{topic}}", "there is no placeholder {{topic}"),
            ("{topic", "a brace without its counterpart"),
            ("topic}", "a brace without its counterpart"),
            ("{topic}}", "a brace without its counterpart"),
            ("orders", "no placeholder"),
            ("", "no placeholder"),
            ("{topic} retry", "no topic's name has the character ' '"),
            ("{topic}/é", "no topic's name has the character '/'"),
        ] {
            assert_eq!(TopicTemplate::parse(template), Err(mistake.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_again(text in "([a-z.]{0,3}|[{}é]|\\{topic\\}|\\{origin.topic\\}){0,6}") {
            if let Ok(template) = TopicTemplate::parse(&text) {
                prop_assert_eq!(template.to_string(), text.clone());
                let json = serde_json::to_string(&template).unwrap();
                prop_assert_eq!(serde_json::from_str::<TopicTemplate>(&json).unwrap(), template);
            }
        }
    }
}

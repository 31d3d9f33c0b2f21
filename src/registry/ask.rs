//! From an id to a schema with everything that it refers to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

use super::answer::{self, Link, Single, Singles, Target};
use super::client::{Found, Reply};
use super::places::Places;
use crate::payload::{Missing, Reference, SchemaId, SchemaText};

/// Most schemas that one schema may refer to, directly and indirectly.
const MAX_REFERENCES: usize = 256;

/// Most schemas that may stand between a schema and one that it refers to.
const MAX_DEPTH: usize = 64;

/// Most bytes of text that one schema may have with all that it refers to.
const MAX_TEXT: usize = 32 << 20;

/// What a segment of a path does not hold as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Gets one page; fails where the registry as a whole cannot be asked.
pub(super) type Get<'a> = &'a mut dyn FnMut(&str) -> Result<Reply, Missing>;

/// Asks for schemas.
pub(super) struct Ask<'a> {
    pub(super) places: &'a Places,
    pub(super) get: Get<'a>,
}

impl Ask<'_> {
    /// Asks for what an id stands for.
    pub(super) fn id(&mut self, id: &SchemaId) -> Result<SchemaText, Missing> {
        let url = self.places.url();
        match id {
            SchemaId::Id(number) => {
                let url = format!("{url}/schemas/ids/{number}");
                let refused = match (self.get)(&url)? {
                    Reply::Refused(why) => why,
                    reply => {
                        let single = answer::confluent(&known(reply, true)?)?;
                        return self.whole(single, 0);
                    }
                };
                let by_text = self.apicurio_by_text(&url, u64::from(*number))?;
                by_text.ok_or(Missing::Unavailable(refused))
            }
            SchemaId::Guid(guid) => {
                // Other registries than Confluent's do not have the page.
                let url = format!("{url}/schemas/guids/{}", Uuid::from_bytes(*guid));
                self.confluent(&url, false)
            }
            SchemaId::GlobalId(number) => self.apicurio("globalIds", *number),
            SchemaId::ContentId(number) => self.apicurio("contentIds", *number),
            SchemaId::Glue(_) => Err(Missing::Unavailable(not_asked(id))),
        }
    }

    /// Asks for a version of a subject; for the latest where none is named.
    pub(super) fn subject(
        &mut self,
        subject: &str,
        version: Option<i32>,
    ) -> Result<(i32, SchemaId, SchemaText), Missing> {
        let url = self.version_url(subject, version.unwrap_or(-1));
        let single = answer::confluent(&self.found(&url, false)?)?;
        let (Some(id), Some(number)) = (single.id, single.version) else {
            return Err(Missing::Unusable(
                "the answer has neither id nor version".to_owned(),
            ));
        };
        Ok((number, SchemaId::Id(id), self.whole(single, 0)?))
    }

    fn version_url(&self, subject: &str, version: i32) -> String {
        let subject = utf8_percent_encode(subject, SEGMENT);
        let version = match version {
            ..1 => "latest".to_owned(),
            number => number.to_string(),
        };
        format!(
            "{}/subjects/{subject}/versions/{version}",
            self.places.url()
        )
    }

    fn confluent(&mut self, url: &str, surely_there: bool) -> Result<SchemaText, Missing> {
        let single = answer::confluent(&self.found(url, surely_there)?)?;
        self.whole(single, 0)
    }

    /// Asks Apicurio's own interface, the newest first; other registries are asked as if the id was theirs.
    fn apicurio(&mut self, kind: &str, number: u64) -> Result<SchemaText, Missing> {
        let interfaces = self.places.apicurio();
        if interfaces.is_empty() {
            let url = format!("{}/schemas/ids/{number}", self.places.url());
            return self.confluent(&url, true);
        }
        for (which, interface) in interfaces.iter().enumerate() {
            let url = format!("{interface}/ids/{kind}/{number}");
            let Some(found) = self.maybe(&format!("{url}?returnArtifactType=true"))? else {
                continue;
            };
            let mut single = answer::apicurio(found)?;
            if let Some(links) = self.maybe(&format!("{url}/references"))? {
                single.links = answer::apicurio_links(&links)?;
            }
            return self.whole(single, which);
        }
        Err(Missing::Unknown)
    }

    /// Asks Apicurio for a schema whose language its Confluent interface cannot make out, which happens to Protobuf that
    /// imports other files (3.0.9: `Failed to discover artifact type from content`).
    ///
    /// That interface's ids are content ids, or global ids where it is configured so; the bare text, which it does give,
    /// tells which. None where that does not help.
    fn apicurio_by_text(&mut self, url: &str, number: u64) -> Result<Option<SchemaText>, Missing> {
        if self.places.apicurio().is_empty() {
            return Ok(None);
        }
        let Reply::Found(bare) = (self.get)(&format!("{url}/schema"))? else {
            return Ok(None);
        };
        for kind in ["contentIds", "globalIds"] {
            match self.apicurio(kind, number) {
                Ok(found) if found.text.as_bytes() == bare.body => return Ok(Some(found)),
                Ok(_) | Err(Missing::Unknown) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(None)
    }

    /// Gets a page that must be there. `surely_there`: a registry that knows the interface has such pages.
    fn found(&mut self, url: &str, surely_there: bool) -> Result<Found, Missing> {
        known((self.get)(url)?, surely_there)
    }

    fn maybe(&mut self, url: &str) -> Result<Option<Found>, Missing> {
        match self.found(url, false) {
            Ok(found) => Ok(Some(found)),
            Err(Missing::Unknown) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Adds what a schema refers to. `interface`: which of Apicurio's own answered.
    fn whole(&mut self, single: Single, interface: usize) -> Result<SchemaText, Missing> {
        let mut walk = Walk {
            ask: self,
            interface,
            singles: Singles::new(),
            above: Vec::new(),
            references: Vec::new(),
            bytes: single.text.len(),
        };
        walk.all(&single.links)?;
        Ok(SchemaText {
            language: single.language,
            text: single.text,
            references: walk.references,
        })
    }

    /// Asks for a schema that another one refers to.
    fn target(&mut self, target: &Target, interface: usize) -> Result<Single, Missing> {
        match target {
            Target::Subject(subject, version) => {
                // A version that was deleted afterwards is still what was meant.
                let url = format!("{}?deleted=true", self.version_url(subject, *version));
                answer::confluent(&self.found(&url, false)?)
            }
            Target::Artifact(group, artifact, version) => {
                let interfaces = self.places.apicurio();
                let root = interfaces.get(interface).ok_or(Missing::Unknown)?;
                let segment = |text| utf8_percent_encode(text, SEGMENT);
                let url = format!(
                    "{root}/groups/{}/artifacts/{}/versions/{}",
                    segment(group),
                    segment(artifact),
                    segment(version)
                );
                let content = if interface == 0 { "/content" } else { "" };
                let found = self.found(&format!("{url}{content}"), false)?;
                let mut single = answer::apicurio(found)?;
                if let Some(links) = self.maybe(&format!("{url}/references"))? {
                    single.links = answer::apicurio_links(&links)?;
                }
                Ok(single)
            }
        }
    }
}

/// Takes the answer out of a reply.
fn known(reply: Reply, surely_there: bool) -> Result<Found, Missing> {
    match reply {
        Reply::Found(found) => Ok(found),
        Reply::NoPage if surely_there => Err(Missing::Unavailable(
            "HTTP 404, and not in the words of a schema registry: is its URL right?".to_owned(),
        )),
        Reply::Unknown | Reply::NoPage => Err(Missing::Unknown),
        Reply::Refused(why) => Err(Missing::Unavailable(why)),
    }
}

/// Says that nobody asks AWS Glue.
pub(super) fn not_asked(id: &SchemaId) -> String {
    format!("AWS Glue is not asked, and only it knows {id}")
}

/// A walk over everything that a schema refers to.
struct Walk<'w, 'a> {
    ask: &'w mut Ask<'a>,
    interface: usize,
    singles: Singles,
    /// Where the walk is: every schema between the first and this one.
    above: Vec<Target>,
    references: Vec<Reference>,
    bytes: usize,
}

impl Walk<'_, '_> {
    /// Adds them in such an order that whatever one of them refers to stands before it. Of two with the same name the
    /// first counts, as in Confluent's client.
    fn all(&mut self, links: &[Link]) -> Result<(), Missing> {
        let unusable = |why: String| Err(Missing::Unusable(why));
        for Link { name, target } in links {
            if self.above.contains(target) {
                return unusable("its references form a circle".to_owned());
            }
            if self.references.iter().any(|known| known.name == *name) {
                continue;
            }
            if self.above.len() == MAX_DEPTH {
                return unusable(format!("its references are {MAX_DEPTH} deep"));
            }
            if !self.singles.contains_key(target) {
                if self.singles.len() == MAX_REFERENCES {
                    return unusable(format!("it refers to more than {MAX_REFERENCES} others"));
                }
                let single = self.ask.target(target, self.interface);
                let single = single.map_err(|missing| match missing {
                    Missing::Unknown => {
                        let name = crate::sanitize::excerpt(name, 80);
                        Missing::Unusable(format!(
                            "it refers to {name}, which the registry does not know"
                        ))
                    }
                    other => other,
                })?;
                self.singles.insert(target.clone(), single);
            }
            let single = self.singles[target].clone();
            self.above.push(target.clone());
            self.all(&single.links)?;
            self.above.pop();
            self.bytes += single.text.len();
            if self.bytes > MAX_TEXT || self.references.len() == MAX_REFERENCES {
                return unusable("it is too large with all that it refers to".to_owned());
            }
            self.references.push(Reference {
                name: name.clone(),
                text: single.text,
            });
        }
        Ok(())
    }
}

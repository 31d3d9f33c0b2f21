//! Schema ids that leave their registry: records that go to another cluster name their schemas by numbers, and another
//! registry may have given those numbers to other schemas.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Finding, Step};
use crate::payload::SchemaId;
use crate::replay::candidate::{Candidates, MANY, NO_TEXT, Text};

/// The most ids that are listed.
const MOST_IDS: usize = 50;

/// The schema ids of the records to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaIds {
    /// How many records name a schema by a number, with an example.
    #[serde(flatten)]
    pub found: Finding,
    /// The registry of the cluster that is read, by its URL.
    pub registry: Option<String>,
    /// The registry of the cluster that is written to.
    pub to_registry: Option<String>,
    /// Why the two were not compared, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<String>,
    /// The ids, those of the most records first; 50 at most.
    pub ids: Vec<NamedSchema>,
    /// How many ids are not listed; of records with more than 10 000 different ones only the first count.
    pub more: u64,
}

/// One schema id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSchema {
    /// What kind of number it is.
    pub kind: NumberKind,
    /// The number.
    pub id: u64,
    /// How many records name it, with an example.
    #[serde(flatten)]
    pub found: Finding,
    /// What the other registry means by it, where the two were compared.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub there: Option<There>,
}

/// What kind of number names a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// In a Confluent frame or header.
    Id,
    /// Apicurio's global id.
    GlobalId,
    /// Apicurio's content id.
    ContentId,
}

/// What another registry means by an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "there", rename_all = "kebab-case")]
pub enum There {
    /// The same schema.
    Same,
    /// Another schema.
    Other {
        /// What the schema is called here.
        name: Option<String>,
        /// What the schema there is called.
        name_there: Option<String>,
    },
    /// None.
    Missing,
    /// Nobody can tell, because one of the two registries was not asked or did not answer.
    NotCompared {
        /// Why.
        why: String,
    },
}

impl NamedSchema {
    /// Returns the id, to ask for it.
    pub fn schema(&self) -> SchemaId {
        match self.kind {
            // What was counted was one of these.
            NumberKind::Id => SchemaId::Id(u32::try_from(self.id).unwrap_or(u32::MAX)),
            NumberKind::GlobalId => SchemaId::GlobalId(self.id),
            NumberKind::ContentId => SchemaId::ContentId(self.id),
        }
    }
}

impl SchemaIds {
    /// Tells whether every one of them is known to mean the same there.
    pub fn are_all_the_same(&self) -> bool {
        let mut ids = self.ids.iter();
        self.more == 0 && ids.all(|one| one.there == Some(There::Same)) && !self.ids.is_empty()
    }
}

/// Counts the schema ids of the records to send; `None` where there are none, or nobody looked for them.
pub(super) fn schema_ids(candidates: &Candidates, sent: &[(u32, Step)]) -> Option<SchemaIds> {
    let mut sets: HashMap<Text, Finding> = HashMap::new();
    let mut found = Finding::default();
    for (index, step) in sent {
        let index = usize::try_from(*index).unwrap_or(usize::MAX);
        let named = candidates.list[index].schemas;
        if named != NO_TEXT {
            found.add(step.source);
            sets.entry(named).or_default().add(step.source);
        }
    }
    if sets.is_empty() {
        return None;
    }
    let mut numbers: BTreeMap<(NumberKind, u64), Finding> = BTreeMap::new();
    for (set, finding) in &sets {
        for id in candidates.schema_ids(*set) {
            let kind = match id {
                SchemaId::Id(_) => NumberKind::Id,
                SchemaId::GlobalId(_) => NumberKind::GlobalId,
                SchemaId::ContentId(_) => NumberKind::ContentId,
                SchemaId::Guid(_) | SchemaId::Glue(_) => continue,
            };
            let number = (kind, id.number().unwrap_or_default());
            numbers.entry(number).or_default().merge(finding);
        }
    }
    let mut ids: Vec<NamedSchema> = numbers
        .into_iter()
        .map(|((kind, id), found)| NamedSchema {
            kind,
            id,
            found,
            there: None,
        })
        .collect();
    ids.sort_by_key(|one| (std::cmp::Reverse(one.found.records), one.kind, one.id));
    let more = ids.len().saturating_sub(MOST_IDS) + usize::from(sets.contains_key(&MANY));
    ids.truncate(MOST_IDS);
    Some(SchemaIds {
        found,
        registry: None,
        to_registry: None,
        not_compared: None,
        ids,
        more: more as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{letter, planned};
    use super::*;
    use crate::replay::policy::ReplayPolicy;

    /// Plans one dead letter for each set of ids.
    fn of(sets: &[&[SchemaId]]) -> Option<SchemaIds> {
        let mut all = Candidates::default();
        for (offset, set) in (0..).zip(sets) {
            let mut one = letter(&mut all, offset, 0);
            one.schemas = all.schemas(set);
            all.list.push(one);
        }
        planned(&all, &ReplayPolicy::default(), &[]).schema_ids
    }

    #[test]
    fn ids_are_counted_by_record() {
        use SchemaId::{ContentId, Guid, Id};
        let found = of(&[
            &[Id(9), Id(7)],
            &[Id(7)],
            &[],
            &[ContentId(7)],
            &[Guid([1; 16])],
        ]);
        let found = found.unwrap();
        assert_eq!(found.found.records, 3);
        assert_eq!(found.found.example.unwrap().offset, 0);
        let ids = found.ids.iter().map(|one| {
            let example = one.found.example.unwrap().offset;
            (one.schema(), one.found.records, example)
        });
        let ids: Vec<_> = ids.collect();
        assert_eq!(ids, [(Id(7), 2, 0), (Id(9), 1, 0), (ContentId(7), 1, 3)]);
        assert_eq!((found.more, found.are_all_the_same()), (0, false));
        // Control: records that name nothing by a number.
        assert_eq!(of(&[&[], &[Guid([1; 16])]]), None);
    }

    #[test]
    fn only_some_are_listed_and_the_others_counted() {
        let ids: Vec<[SchemaId; 1]> = (1..=60).map(|id| [SchemaId::Id(id)]).collect();
        let sets: Vec<&[SchemaId]> = ids.iter().map(AsRef::as_ref).collect();
        let mut found = of(&sets).unwrap();
        assert_eq!((found.ids.len(), found.more), (50, 10));
        for one in &mut found.ids {
            one.there = Some(There::Same);
        }
        assert!(!found.are_all_the_same());
        found.more = 0;
        assert!(found.are_all_the_same());
        let text = serde_json::to_string(&found).unwrap();
        assert!(
            text.contains(r#""kind":"id","id":1,"records":1,"#),
            "{text}"
        );
        assert!(text.contains(r#""there":"same""#), "{text}");
        assert_eq!(serde_json::from_str::<SchemaIds>(&text).unwrap(), found);
    }
}

//! A whole value with a header, through the decoder: frames and headers of all registries, and what stands behind them.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dltctl::dead_letter::DeadLetterView;
use dltctl::payload::{
    Against, Decoder, Language, Missing, Part, Reference, SchemaId, SchemaText, Schemas, Validation,
};
use dltctl::record::{Envelope, Header, Record};
use serde_json::Value;

/// The schemas of three genuine payloads, one for each language; an id names one of them, whatever its number is.
#[derive(Debug)]
struct Three(Vec<Arc<SchemaText>>);

impl Schemas for Three {
    fn text(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        // Of many ids a few, so that each schema is read once.
        let number = id.number().unwrap_or(1) % 4;
        let found = self.0.get(usize::try_from(number).unwrap_or(0));
        found.cloned().ok_or(Missing::Unknown)
    }

    fn latest(&self, _subject: &str) -> Result<Arc<SchemaText>, Missing> {
        Ok(self.0[0].clone())
    }
}

/// Genuine payloads of Confluent's serializers, each behind its header, and the schemas of three of them.
struct Genuine {
    payloads: Vec<Vec<u8>>,
    schemas: Vec<Arc<SchemaText>>,
}

static GENUINE: LazyLock<Genuine> = LazyLock::new(|| {
    let path = "tests/fixtures/payloads/confluent-python-2.16.0.json";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut seeds = Vec::new();
    let mut schemas: Vec<Arc<SchemaText>> = Vec::new();
    for case in document["cases"].as_array().unwrap() {
        let payload = STANDARD.decode(case["base64"].as_str().unwrap()).unwrap();
        let header = case["headers"].as_array().unwrap().first();
        let header = header.map(|header| STANDARD.decode(header["base64"].as_str().unwrap()));
        let header = header.transpose().unwrap().unwrap_or_default();
        let length = u8::try_from(header.len()).unwrap();
        seeds.push([&[length][..], &header, &payload].concat());
        let schema = &case["schema"];
        let language = Language::of_registry(schema["language"].as_str()).unwrap();
        if schemas.iter().all(|known| known.language != language) {
            let references = schema["references"].as_array().unwrap().iter();
            schemas.push(Arc::new(SchemaText {
                language,
                text: schema["text"].as_str().unwrap().to_owned(),
                references: references
                    .map(|one| Reference {
                        name: one["name"].as_str().unwrap().to_owned(),
                        text: one["text"].as_str().unwrap().to_owned(),
                    })
                    .collect(),
            }));
        }
    }
    // Frames that no serializer of that file writes.
    seeds.push(b"\0\0\0\0\0\0\0\0\0\x01\x06\x0a\x04One_name".to_vec());
    seeds.push([b"\0\x03\0", [7; 16].as_slice(), b"\x02body"].concat());
    seeds.push(b"\0\x03\x05................\x78\x9c\x4b\xcb\xcf\x07\x00\x02\x82\x01\x45".to_vec());
    assert_eq!(schemas.len(), 3);
    Genuine {
        payloads: seeds,
        schemas,
    }
});

static DECODER: LazyLock<Arc<Decoder>> = LazyLock::new(|| {
    Arc::new(Decoder::new(
        Vec::new(),
        Arc::new(Three(GENUINE.schemas.clone())),
    ))
});

static VALIDATION: LazyLock<Validation> =
    LazyLock::new(|| Validation::new(DECODER.clone(), Against::Latest, "latest", None));

pub(super) fn seeds() -> Vec<Vec<u8>> {
    GENUINE.payloads.clone()
}

/// Reads a value whose first byte is the length of a header, which stands next.
pub(super) fn read(bytes: &[u8]) {
    let (length, rest) = bytes.split_first().unwrap_or((&0, bytes));
    let (header, value) = rest
        .split_at_checked(usize::from(*length))
        .unwrap_or((&[], rest));
    let names = ["__value_schema_id", "apicurio.value.globalId"];
    let header = (!header.is_empty()).then(|| {
        let name = names[usize::from(*length != 17)].as_bytes();
        Header::new(name, Some(header.into()))
    });
    let topic = Header::new(&b"kafka_dlt-original-topic"[..], Some(b"orders"[..].into()));
    let envelope = Envelope {
        topic: &"orders.DLT".into(),
        partition: 0,
        offset: 0,
        leader_epoch: None,
        timestamp: None,
        key: None,
        value: Some(value),
    };
    let record = Record::from_parts(envelope, header.into_iter().chain([topic]).collect());
    let letter = DeadLetterView::read_by(record.view(), &DECODER);
    let _ = (letter.problem(Part::Value), letter.explain(Part::Value));
    let _ = VALIDATION.of(&letter);
}

//! What stands in the values: JSON, Avro and Protobuf, the last two as Confluent's serializers frame them.

use std::fmt::Write as _;

use apache_avro::writer::datum::GenericDatumWriter;
use prost_reflect::prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde::Serialize;

use crate::records::mixed;

/// The format of a topic's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Values {
    /// JSON of about 600 bytes.
    Json,
    /// Avro of about 200 bytes.
    Avro,
    /// Protobuf of about 200 bytes: the same orders as in Avro.
    Protobuf,
}

impl Values {
    /// Every format.
    pub(crate) const ALL: [Self; 3] = [Self::Json, Self::Avro, Self::Protobuf];

    /// Returns the name, as it is typed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Avro => "avro",
            Self::Protobuf => "protobuf",
        }
    }

    /// Names the topic of so many records.
    pub(crate) fn topic(self, count: u64) -> String {
        match self {
            Self::Json => format!("orders-{count}.events.DLT"),
            Self::Avro => format!("orders-{count}.avro.DLT"),
            Self::Protobuf => format!("orders-{count}.protobuf.DLT"),
        }
    }

    /// Returns what a schema registry answers about the schema, if there is one.
    pub(crate) fn registered(self) -> Option<serde_json::Value> {
        match self {
            Self::Json => None,
            Self::Avro => Some(serde_json::json!({ "schema": AVRO })),
            Self::Protobuf => {
                Some(serde_json::json!({ "schema": PROTOBUF, "schemaType": "PROTOBUF" }))
            }
        }
    }

    /// Returns the id of the schema in the registry, which the frame names.
    pub(crate) fn schema_id(self) -> u32 {
        match self {
            Self::Json => 0,
            Self::Avro => 1,
            Self::Protobuf => 2,
        }
    }
}

/// Makes values of one format.
pub(crate) enum Writer {
    Json,
    Avro(&'static apache_avro::Schema),
    Protobuf(MessageDescriptor),
}

impl Writer {
    /// Makes a writer.
    ///
    /// # Panics
    /// If a schema is none.
    pub(crate) fn new(values: Values) -> Self {
        match values {
            Values::Json => Self::Json,
            Values::Avro => {
                let schema = apache_avro::Schema::parse_str(AVRO).expect("a schema");
                // One for the life of the process.
                Self::Avro(Box::leak(Box::new(schema)))
            }
            Values::Protobuf => Self::Protobuf(message()),
        }
    }

    /// Makes the value of a record.
    ///
    /// # Panics
    /// If what it should hold does not fit the schema.
    pub(crate) fn value(&self, number: u64, key: &str) -> Vec<u8> {
        match self {
            Self::Json => json(number, key).into_bytes(),
            Self::Avro(schema) => {
                let mut value = framed(Values::Avro);
                GenericDatumWriter::builder(schema)
                    .human_readable(false)
                    .build()
                    .and_then(|writer| writer.write_ser(&mut value, &Order::new(number, key)))
                    .expect("an order");
                value
            }
            Self::Protobuf(message) => {
                let mut value = framed(Values::Protobuf);
                // The first message of the file, for short.
                value.push(0);
                let order = serde_json::to_value(Order::new(number, key)).expect("JSON");
                let order = DynamicMessage::deserialize(message.clone(), order);
                order.expect("an order").encode(&mut value).expect("memory");
                value
            }
        }
    }
}

/// Begins a value with its frame: byte 0 and the schema's id.
fn framed(values: Values) -> Vec<u8> {
    let mut value = vec![0];
    value.extend_from_slice(&values.schema_id().to_be_bytes());
    value
}

fn message() -> MessageDescriptor {
    let file = protox::file::File::from_source("order.proto", PROTOBUF).expect("a file");
    let mut pool = DescriptorPool::new();
    pool.add_file_descriptor_proto(file.file_descriptor_proto().clone())
        .expect("a schema");
    pool.get_message_by_name("acme.orders.OrderPlaced")
        .expect("a message")
}

/// Makes about 600 bytes of JSON.
fn json(number: u64, key: &str) -> String {
    let bits = mixed(number ^ 0x5bd1);
    let mut text = format!(
        r#"{{"eventId":"{:016x}-{:016x}","type":"OrderPlaced","orderId":"{key}","customer":{{"id":{},"tier":"gold","country":"DE","email":"customer{}@example.org"}},"lines":["#,
        bits,
        mixed(bits),
        bits % 90_000,
        bits % 90_000,
    );
    for line in 0..4 {
        let bits = mixed(bits + line);
        write!(
            text,
            r#"{}{{"article":"A-{:06}","quantity":{},"price":{}.{:02},"warehouse":"LEJ{}"}}"#,
            if line == 0 { "" } else { "," },
            bits % 1_000_000,
            bits % 9 + 1,
            bits % 400,
            bits % 100,
            bits % 7
        )
        .unwrap();
    }
    write!(
        text,
        r#"],"shipping":{{"method":"express","street":"Karl-Liebknecht-Strasse {}","zip":"0{:04}"}},"channel":"web"}}"#,
        bits % 140 + 1,
        bits % 9999
    )
    .unwrap();
    text
}

/// An order, as short as Avro and Protobuf are for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Order<'a> {
    event_id: String,
    #[serde(rename = "orderId")]
    id: &'a str,
    placed_at: i64,
    customer_id: i64,
    email: String,
    tier: Tier,
    total: f64,
    is_gift: bool,
    note: Option<&'static str>,
    articles: Vec<String>,
    shipping: Shipping,
}

#[derive(Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Tier {
    Basic,
    Silver,
    Gold,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shipping {
    method: &'static str,
    street: String,
    zip: String,
}

impl<'a> Order<'a> {
    #[expect(clippy::cast_precision_loss, reason = "the price is small")]
    fn new(number: u64, key: &'a str) -> Self {
        let bits = mixed(number ^ 0x5bd1);
        let small = i64::try_from(bits % 90_000).expect("small");
        Self {
            event_id: format!("{bits:016x}-{:016x}", mixed(bits)),
            id: key,
            placed_at: 1_790_000_000_000 + i64::try_from(number).expect("a count") * 100,
            customer_id: small,
            email: format!("customer{small}@example.org"),
            tier: match bits % 3 {
                0 => Tier::Basic,
                1 => Tier::Silver,
                _ => Tier::Gold,
            },
            total: (bits % 40_000) as f64 / 100.0,
            is_gift: bits.is_multiple_of(7),
            note: bits.is_multiple_of(2).then_some("leave at the neighbour's"),
            articles: (0..3)
                .map(|line| format!("A-{:06}", mixed(bits + line) % 1_000_000))
                .collect(),
            shipping: Shipping {
                method: "express",
                street: format!("Karl-Liebknecht-Strasse {}", bits % 140 + 1),
                zip: format!("0{:04}", bits % 9999),
            },
        }
    }
}

const AVRO: &str = r#"{"type":"record","name":"OrderPlaced","namespace":"acme.orders","fields":[
{"name":"eventId","type":"string"},
{"name":"orderId","type":"string"},
{"name":"placedAt","type":{"type":"long","logicalType":"timestamp-millis"}},
{"name":"customerId","type":"long"},
{"name":"email","type":"string"},
{"name":"tier","type":{"type":"enum","name":"Tier","symbols":["BASIC","SILVER","GOLD"]}},
{"name":"total","type":"double"},
{"name":"isGift","type":"boolean"},
{"name":"note","type":["null","string"],"default":null},
{"name":"articles","type":{"type":"array","items":"string"}},
{"name":"shipping","type":{"type":"record","name":"Shipping","fields":[
{"name":"method","type":"string"},{"name":"street","type":"string"},{"name":"zip","type":"string"}]}}]}"#;

const PROTOBUF: &str = r#"syntax = "proto3";
package acme.orders;

message OrderPlaced {
  string event_id = 1;
  string order_id = 2;
  int64 placed_at = 3;
  int64 customer_id = 4;
  string email = 5;
  Tier tier = 6;
  double total = 7;
  bool is_gift = 8;
  optional string note = 9;
  repeated string articles = 10;
  Shipping shipping = 11;
}

enum Tier {
  BASIC = 0;
  SILVER = 1;
  GOLD = 2;
}

message Shipping {
  string method = 1;
  string street = 2;
  string zip = 3;
}
"#;

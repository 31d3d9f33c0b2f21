//! Any schema with any value of it, as Avro's own library writes it; and any bytes at all.

use std::collections::HashMap;

use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use proptest::prelude::*;
use serde_json::{Value as Seen, json};

use super::{Json, is_compact, schema};
use crate::payload::number::push_float;

/// A type, before it has a name.
#[derive(Clone, Debug)]
enum Shape {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Text,
    Bytes,
    Fixed(usize),
    Decimal(usize),
    Date,
    Millis,
    Enum(usize),
    Array(Box<Shape>),
    Map(Box<Shape>),
    Optional(Box<Shape>),
    Record(Vec<Shape>),
}

impl Shape {
    /// Returns the schema as JSON; every named type is a new one.
    fn schema(&self, named: &mut usize) -> Seen {
        let mut name = || {
            *named += 1;
            format!("N{named}")
        };
        match self {
            Self::Null => json!("null"),
            Self::Boolean => json!("boolean"),
            Self::Int => json!("int"),
            Self::Long => json!("long"),
            Self::Float => json!("float"),
            Self::Double => json!("double"),
            Self::Text => json!("string"),
            Self::Bytes => json!("bytes"),
            Self::Fixed(size) => json!({"type": "fixed", "name": name(), "size": size}),
            Self::Decimal(scale) => {
                json!({"type": "bytes", "logicalType": "decimal", "precision": 60, "scale": scale})
            }
            Self::Date => json!({"type": "int", "logicalType": "date"}),
            Self::Millis => json!({"type": "long", "logicalType": "timestamp-millis"}),
            Self::Enum(symbols) => {
                let symbols: Vec<String> = (0..*symbols).map(|index| format!("S{index}")).collect();
                json!({"type": "enum", "name": name(), "symbols": symbols})
            }
            Self::Array(items) => json!({"type": "array", "items": items.schema(named)}),
            Self::Map(values) => json!({"type": "map", "values": values.schema(named)}),
            Self::Optional(inner) => json!(["null", inner.schema(named)]),
            Self::Record(fields) => {
                let name = name();
                let fields: Vec<Seen> = fields
                    .iter()
                    .enumerate()
                    .map(|(index, field)| {
                        json!({"name": format!("f{index}"), "type": field.schema(named)})
                    })
                    .collect();
                json!({"type": "record", "name": name, "fields": fields})
            }
        }
    }

    /// Makes values, each with what people are to see of it.
    fn values(&self) -> BoxedStrategy<(Value, Seen)> {
        match self {
            Self::Null => Just((Value::Null, Seen::Null)).boxed(),
            Self::Boolean => any::<bool>()
                .prop_map(|is_true| (Value::Boolean(is_true), json!(is_true)))
                .boxed(),
            Self::Int => any::<i32>()
                .prop_map(|number| (Value::Int(number), json!(number)))
                .boxed(),
            Self::Long => any::<i64>()
                .prop_map(|number| (Value::Long(number), json!(number)))
                .boxed(),
            Self::Float => any::<f32>()
                .prop_filter("one shortest text", |number| has_one_shortest_text(*number))
                .prop_map(|number| (Value::Float(number), float(f64::from(number), &number)))
                .boxed(),
            Self::Double => any::<f64>()
                .prop_map(|number| (Value::Double(number), float(number, &number)))
                .boxed(),
            Self::Text => "(.|\\p{C}){0,12}"
                .prop_map(|text| (Value::String(text.clone()), json!(text)))
                .boxed(),
            Self::Bytes => proptest::collection::vec(any::<u8>(), 0..12)
                .prop_map(|bytes| (Value::Bytes(bytes.clone()), base64(&bytes)))
                .boxed(),
            Self::Fixed(size) => proptest::collection::vec(any::<u8>(), *size)
                .prop_map(|bytes| (Value::Fixed(bytes.len(), bytes.clone()), base64(&bytes)))
                .boxed(),
            Self::Decimal(scale) => {
                let scale = *scale;
                any::<i128>()
                    .prop_map(move |number| {
                        let bytes = number.to_be_bytes();
                        let text = decimal(number, scale);
                        (Value::Decimal(bytes.as_slice().into()), json!(text))
                    })
                    .boxed()
            }
            Self::Date => (-700_000..2_900_000_i32)
                .prop_map(|days| {
                    let day = jiff::civil::date(1970, 1, 1);
                    let day = day + jiff::Span::new().days(days);
                    (Value::Date(days), json!(day.to_string()))
                })
                .boxed(),
            Self::Millis => (-62_000_000_000_000..250_000_000_000_000_i64)
                .prop_map(|ms| {
                    let time = jiff::Timestamp::from_millisecond(ms).unwrap();
                    (Value::TimestampMillis(ms), json!(format!("{time:.3}")))
                })
                .boxed(),
            Self::Enum(symbols) => (0..*symbols)
                .prop_map(|index| {
                    let symbol = format!("S{index}");
                    (
                        Value::Enum(u32::try_from(index).unwrap(), symbol.clone()),
                        json!(symbol),
                    )
                })
                .boxed(),
            Self::Array(items) => proptest::collection::vec(items.values(), 0..5)
                .prop_map(|items| {
                    let (values, seen): (Vec<_>, Vec<_>) = items.into_iter().unzip();
                    (Value::Array(values), Seen::Array(seen))
                })
                .boxed(),
            Self::Map(values) => {
                proptest::collection::hash_map("[a-z\"]{0,3}", values.values(), 0..4)
                    .prop_map(|members| {
                        let mut seen = serde_json::Map::new();
                        let mut values = HashMap::new();
                        for (key, (value, text)) in members {
                            seen.insert(key.clone(), text);
                            values.insert(key, value);
                        }
                        (Value::Map(values), Seen::Object(seen))
                    })
                    .boxed()
            }
            Self::Optional(inner) => proptest::option::of(inner.values())
                .prop_map(|value| match value {
                    None => (Value::Union(0, Box::new(Value::Null)), Seen::Null),
                    Some((value, seen)) => (Value::Union(1, Box::new(value)), seen),
                })
                .boxed(),
            Self::Record(fields) => {
                let fields: Vec<_> = fields.iter().map(Self::values).collect();
                fields
                    .prop_map(|fields| {
                        let mut seen = serde_json::Map::new();
                        let mut values = Vec::new();
                        for (index, (value, text)) in fields.into_iter().enumerate() {
                            seen.insert(format!("f{index}"), text);
                            values.push((format!("f{index}"), value));
                        }
                        (Value::Record(values), Seen::Object(seen))
                    })
                    .boxed()
            }
        }
    }
}

fn base64(bytes: &[u8]) -> Seen {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    json!({"base64": text, "size": bytes.len()})
}

/// What is seen of a float: what its shortest text means, which for single precision is another double.
fn float(number: f64, shown: &impl ToString) -> Seen {
    match number {
        number if number.is_nan() => json!("NaN"),
        f64::INFINITY => json!("Infinity"),
        f64::NEG_INFINITY => json!("-Infinity"),
        _ => json!(shown.to_string().parse::<f64>().unwrap()),
    }
}

/// Tells whether a float has a single shortest text: halfway between two of them libraries differ, and both read back.
fn has_one_shortest_text(number: f32) -> bool {
    let mut written = Vec::new();
    push_float(&mut written, number);
    let written = String::from_utf8(written).unwrap();
    if !number.is_finite() {
        return true;
    }
    let read: f32 = written.parse().unwrap();
    assert_eq!(read.to_bits(), number.to_bits(), "{written}");
    written.parse::<f64>().unwrap().to_bits()
        == number.to_string().parse::<f64>().unwrap().to_bits()
}

/// Writes a decimal by cutting the digits in two.
fn decimal(number: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    match scale {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    }
}

fn shapes() -> impl Strategy<Value = Shape> {
    let simple = prop_oneof![
        Just(Shape::Null),
        Just(Shape::Boolean),
        Just(Shape::Int),
        Just(Shape::Long),
        Just(Shape::Float),
        Just(Shape::Double),
        Just(Shape::Text),
        Just(Shape::Bytes),
        Just(Shape::Date),
        Just(Shape::Millis),
        (0..5_usize).prop_map(Shape::Fixed),
        (0..12_usize).prop_map(Shape::Decimal),
        (1..6_usize).prop_map(Shape::Enum),
    ];
    simple.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|shape| Shape::Array(Box::new(shape))),
            inner.clone().prop_map(|shape| Shape::Map(Box::new(shape))),
            inner
                .clone()
                .prop_filter("null or a union", |shape| {
                    !matches!(shape, Shape::Null | Shape::Optional(_))
                })
                .prop_map(|shape| Shape::Optional(Box::new(shape))),
            proptest::collection::vec(inner, 0..6).prop_map(Shape::Record),
        ]
    })
}

/// A schema, a datum of it, and what people are to see.
fn samples() -> impl Strategy<Value = (String, Vec<u8>, Seen)> {
    shapes()
        .prop_flat_map(|shape| (Just(shape.clone()), shape.values()))
        .prop_map(|(shape, (value, seen))| {
            let text = shape.schema(&mut 0).to_string();
            let parsed = apache_avro::Schema::parse_str(&text).unwrap();
            let writer = GenericDatumWriter::builder(&parsed).build().unwrap();
            (text, writer.write_value_to_vec(value).unwrap(), seen)
        })
}

/// A change to some bytes.
fn changed(mut bytes: Vec<u8>, changes: &[(usize, u8, u8)]) -> Vec<u8> {
    for (at, kind, byte) in changes {
        let at = at % (bytes.len() + 1);
        match kind % 4 {
            0 if at < bytes.len() => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 => bytes.truncate(at),
            _ if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => {}
        }
    }
    bytes
}

proptest! {
    #[test]
    fn what_avro_writes_is_read(sample in samples()) {
        let (text, bytes, expected) = sample;
        let schema = schema(&text);
        let mut out = Vec::new();
        prop_assert_eq!(schema.read(&bytes, &mut out), Ok(bytes.len()));
        let seen: Seen = serde_json::from_slice(&out).unwrap();
        prop_assert_eq!(&seen, &expected);
        prop_assert!(is_compact(std::str::from_utf8(&out).unwrap()));
        let mut resolved = Vec::new();
        prop_assert_eq!(schema.read_as(&schema, &bytes, &mut resolved), Ok(()));
        prop_assert_eq!(resolved, out);
    }

    #[test]
    fn what_is_cut_off_is_truncated(sample in samples(), at in any::<prop::sample::Index>()) {
        let (text, bytes, _) = sample;
        prop_assume!(!bytes.is_empty());
        let mut out = Vec::new();
        let broken = schema(&text).read(&bytes[..at.index(bytes.len())], &mut out).unwrap_err();
        prop_assert!(broken.truncated, "{:?}", broken);
        prop_assert!(broken.at < bytes.len());
        prop_assert!(out.is_empty());
    }

    #[test]
    fn any_bytes_end_in_json_or_in_a_place(
        sample in samples(),
        other in shapes(),
        changes in proptest::collection::vec(any::<(usize, u8, u8)>(), 1..4),
    ) {
        let (text, bytes, _) = sample;
        let bytes = changed(bytes, &changes);
        let writer = schema(&text);
        let mut out = Vec::new();
        match writer.read(&bytes, &mut out) {
            Ok(length) => {
                prop_assert!(length <= bytes.len());
                prop_assert!(Json::parse(&out).is_some());
            }
            Err(broken) => {
                prop_assert!(broken.at <= bytes.len());
                prop_assert!(out.is_empty());
            }
        }
        let reader = schema(&other.schema(&mut 0).to_string());
        out.clear();
        if writer.read_as(&reader, &bytes, &mut out).is_ok() {
            prop_assert!(Json::parse(&out).is_some());
        }
    }
}

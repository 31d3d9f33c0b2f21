//! Whatever is read means the same to `prost-reflect`, and whatever is not read ends in an error.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "any number will do"
)]

use proptest::prelude::*;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::Value as Json;

use super::*;

/// A schema with something of everything.
const EVERYTHING: &str = r#"syntax = "proto3"; package p;
    import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/struct.proto";
    import "google/protobuf/wrappers.proto"; import "google/protobuf/empty.proto";
    message All {
        double a = 1; float b = 2; int32 c = 3; int64 d = 4; uint32 e = 5; uint64 f = 6; sint32 g = 7; sint64 h = 8;
        fixed32 i = 9; fixed64 j = 10; sfixed32 k = 11; sfixed64 l = 12; bool m = 13; string n = 14; bytes o = 15;
        repeated int32 rc = 21; repeated double ra = 22; repeated string rn = 23; repeated bool rm = 24; repeated E re = 25;
        repeated sint64 rh = 26 [packed = false]; repeated All rall = 27;
        map<string, All> ms = 31; map<int32, string> mi = 32; map<bool, E> mb = 33; map<fixed64, bytes> mf = 34; map<sint32, double> mg = 35;
        optional int32 oc = 41; optional string on = 42; E enum = 43; All all = 44;
        oneof either { string x = 51; All y = 52; int32 z = 53; }
        oneof or { bool v = 54; E w = 55; }
        google.protobuf.Timestamp time = 61; google.protobuf.Duration took = 62; google.protobuf.Struct free = 63;
        google.protobuf.Int64Value wrapped = 64; google.protobuf.Empty empty = 65; google.protobuf.ListValue list = 66;
        google.protobuf.StringValue text = 67; repeated google.protobuf.FloatValue floats = 68; google.protobuf.BoolValue flag = 69;
    }
    enum E { NONE = 0; ONE = 1; TWO = 2; MINUS = -1; }"#;

const OLD: &str = r#"syntax = "proto2"; package p;
    message All {
        optional int32 a = 1; required string b = 2; repeated fixed32 c = 3; optional E e = 4 [default = TWO];
        optional group G = 5 { optional int32 a = 1; optional All all = 2; }
        repeated group H = 6 { optional string b = 1; }
        extensions 100 to 200;
    }
    extend All { optional string known = 100; repeated All many = 101; }
    enum E { ONE = 1; TWO = 2; }"#;

/// Numbers that depend on a seed alone.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 8
    }

    fn of(&mut self, sides: u64) -> u64 {
        self.roll() % sides
    }

    fn integer(&mut self) -> u64 {
        let number = self.roll() << 8 ^ self.roll();
        match self.of(4) {
            0 => self.of(4),
            1 => number >> self.of(64),
            2 => !(number >> self.of(64)),
            _ => [i32::MIN as u64, i64::MAX as u64, u64::MAX, 1 << 31][self.of(4) as usize],
        }
    }

    fn text(&mut self) -> String {
        let pieces = [
            "",
            "a",
            "order-42",
            "größe",
            "\u{1b}[31m",
            "\"\\",
            "\u{202e}",
            "数",
            "0",
            "@unknown",
        ];
        (0..self.of(3))
            .map(|_| pieces[self.of(pieces.len() as u64) as usize])
            .collect()
    }

    fn fields(&mut self, of: &MessageDescriptor, depth: u64) -> Vec<u8> {
        let fields: Vec<FieldDescriptor> = of.fields().collect();
        let mut written = Vec::new();
        for _ in 0..self.of(8 / (depth + 1) + 2) {
            if fields.is_empty() || self.of(12) == 0 {
                // Not in the schema.
                let unknown = self.of(500) as u32 + 1000;
                written.push(match self.of(3) {
                    0 => number(unknown, self.integer()),
                    1 => bytes(unknown, self.text()),
                    _ => group(unknown, &number(3, 4)),
                });
                continue;
            }
            let field = &fields[self.of(fields.len() as u64) as usize];
            written.push(self.field(field, depth));
        }
        if self.of(3) > 0 {
            // As serializers write it.
            written.sort_by_key(|field| (field[0], field.get(1).copied()));
        }
        written.concat()
    }

    fn field(&mut self, field: &FieldDescriptor, depth: u64) -> Vec<u8> {
        let number = field.number();
        if field.is_list() && field.is_packed() && self.of(3) > 0 {
            let run: Vec<u8> = (0..self.of(4))
                .flat_map(|_| self.value(&field.kind(), depth).1)
                .collect();
            return bytes(number, run);
        }
        if field.is_group() {
            let Kind::Message(inner) = field.kind() else {
                unreachable!()
            };
            let inner = if depth < 4 {
                self.fields(&inner, depth + 1)
            } else {
                Vec::new()
            };
            return group(number, &inner);
        }
        let (wire_type, value) = self.value(&field.kind(), depth);
        let length = if wire_type == 2 {
            varint(value.len() as u64)
        } else {
            Vec::new()
        };
        [tag(number, wire_type), length, value].concat()
    }

    fn value(&mut self, kind: &Kind, depth: u64) -> (u64, Vec<u8>) {
        match kind {
            Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => {
                let number = if self.of(2) == 0 {
                    self.integer()
                } else {
                    2.5_f64.to_bits()
                };
                (1, number.to_le_bytes().to_vec())
            }
            Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => {
                let number = if self.of(2) == 0 {
                    self.integer() as u32
                } else {
                    0.1_f32.to_bits()
                };
                (5, number.to_le_bytes().to_vec())
            }
            Kind::String => (2, self.text().into_bytes()),
            Kind::Bytes => (
                2,
                self.integer().to_le_bytes()[..self.of(9) as usize].to_vec(),
            ),
            Kind::Message(inner) if depth < 4 => (2, self.fields(inner, depth + 1)),
            Kind::Message(_) => (2, Vec::new()),
            Kind::Enum(_) => (0, varint([0, 1, 2, u64::MAX, 77][self.of(5) as usize])),
            _ => (0, varint(self.integer())),
        }
    }
}

/// Removes what `prost-reflect` does not show.
fn without_unknown(json: &mut Json) {
    match json {
        Json::Object(members) => {
            // A map may have a key of this name; what is unknown is a list of objects with a `field`.
            let is_ours = |value: &Json| {
                value
                    .get(0)
                    .is_some_and(|first| first.get("field").is_some())
            };
            members.retain(|name, value| name != "@unknown" || !is_ours(value));
            members.values_mut().for_each(without_unknown);
        }
        Json::Array(elements) => elements.iter_mut().for_each(without_unknown),
        _ => {}
    }
}

/// Tells whether both JSON texts say the same, where ours has a message as an object that is a text or a value there:
/// because it holds something unknown, or is out of range.
fn is_same(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        (Json::Array(ours), Json::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| is_same(a, b))
        }
        (Json::Object(ours), Json::Object(theirs))
            if ours.len() == theirs.len() && ours.keys().all(|name| theirs.contains_key(name)) =>
        {
            ours.iter()
                .all(|(name, value)| is_same(value, &theirs[name]))
        }
        (Json::Object(ours), _) => {
            let names: Vec<&str> = ours.keys().map(String::as_str).collect();
            match names.as_slice() {
                [] => theirs.is_null(),
                ["seconds", "nanos"] => theirs.is_string(),
                ["value" | "fields" | "values"] => is_same(&ours[names[0]], theirs),
                [name] if name.ends_with("_value") => is_same(&ours[*name], theirs),
                _ => false,
            }
        }
        // In a wrapper, NaN and the infinities are null there.
        (Json::String(ours), Json::Null) => {
            ["NaN", "Infinity", "-Infinity"].contains(&ours.as_str())
        }
        _ => ours == theirs,
    }
}

struct Both {
    schema: Schema,
    pool: DescriptorPool,
}

impl Both {
    fn of(text: &str) -> Self {
        Self {
            schema: schema(text),
            pool: pool(text),
        }
    }

    fn read(&self, payload: &[u8]) -> Result<String, Broken> {
        let mut out = b"[".to_vec();
        let read = self.schema.read(Chosen::Name("p.All"), payload, &mut out);
        let out = String::from_utf8(out).unwrap();
        match read {
            Ok(notes) => {
                assert!(is_compact(&out[1..]), "{out}");
                for line in notes.lines() {
                    assert!(!line.chars().any(crate::sanitize::is_hostile), "{line}");
                }
                Ok(out[1..].to_owned())
            }
            Err(broken) => {
                assert_eq!(out, "[");
                assert!(broken.at <= payload.len(), "{broken:?}");
                assert!(
                    !broken.path.chars().any(crate::sanitize::is_hostile),
                    "{broken:?}"
                );
                assert!(!broken.why.is_empty() && broken.path.len() < 20_000);
                Err(broken)
            }
        }
    }

    /// Compares with the other reader.
    fn compare(&self, payload: &[u8]) {
        let ours = self.read(payload);
        match (by_prost(&self.pool, "p.All", payload), &ours) {
            (Ok(message), Ok(ours)) => {
                let mut ours: Json = serde_json::from_str(ours).unwrap();
                // A time out of range is an error there, and an object here.
                if let Ok(expected) = as_json(&message) {
                    without_unknown(&mut ours);
                    assert!(
                        is_same(&ours, &expected),
                        "{payload:02x?}\n{ours}\n{expected}"
                    );
                }
            }
            (Ok(_), Err(broken)) => {
                let deep = "its JSON would nest deeper than 120";
                assert_eq!(broken.why, deep, "{payload:02x?}: {broken:?}");
            }
            (Err(_), _) => {}
        }
    }
}

#[test]
fn means_the_same_to_another_reader() {
    for text in [EVERYTHING, OLD] {
        let both = Both::of(text);
        let descriptor = both.pool.get_message_by_name("p.All").unwrap();
        proptest!(ProptestConfig::with_cases(1500), |(seed in 1_u64..)| {
            let payload = Dice(seed).fields(&descriptor, 0);
            by_prost(&both.pool, "p.All", &payload).unwrap();
            both.compare(&payload);
        });
    }
}

#[test]
fn random_and_damaged_bytes_end_without_a_panic() {
    // `prost-reflect` reads entries of maps whatever their wire type, so where there are maps only the end counts. A
    // `Struct` is one inside, and a `Value` may hold one.
    let has_map = |line: &&str| {
        let maps = ["map<", ".Struct ", ".Value ", ".ListValue "];
        maps.iter().any(|map| line.contains(map))
    };
    let without_maps: Vec<&str> = EVERYTHING.lines().filter(|line| !has_map(line)).collect();
    for (text, compared) in [
        (EVERYTHING, false),
        (&without_maps.join("\n"), true),
        (OLD, true),
    ] {
        let both = Both::of(text);
        let descriptor = both.pool.get_message_by_name("p.All").unwrap();
        let check = |payload: &[u8]| {
            if compared {
                both.compare(payload);
            } else {
                let _ = both.read(payload);
            }
        };
        let damage = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
        proptest!(ProptestConfig::with_cases(1500), |(seed in 1_u64.., damage in damage, cut in any::<prop::sample::Index>())| {
            let mut payload = Dice(seed).fields(&descriptor, 0);
            if payload.is_empty() {
                payload.push(0x0a);
            }
            if let Err(broken) = both.read(&payload[..cut.index(payload.len())]) {
                prop_assert!(broken.truncated, "{:?}", broken);
            }
            for (place, byte) in damage {
                let place = place.index(payload.len());
                payload[place] = byte;
            }
            check(&payload);
        });
        proptest!(|(payload in proptest::collection::vec(any::<u8>(), 0..200))| check(&payload));
    }
}

//! Frames and headers that name schemas, byte by byte as the serializers' sources write them.

use proptest::prelude::*;

use super::super::explain::Steps;
use super::super::frame::{Framing, frame, message_indexes};
use super::*;
use crate::record::{HeaderView, Headers};

const GUID: [u8; 16] = [
    0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00,
];

/// Returns whose frame it is, the schema, and where the body starts; or what is wrong.
fn found(
    bytes: &[u8],
    headers: &[(&str, &[u8])],
) -> Result<Option<(Framing, SchemaId, usize)>, String> {
    let views: Vec<_> = headers
        .iter()
        .map(|(name, value)| HeaderView {
            name: name.as_bytes(),
            value: Some(value),
        })
        .collect();
    let headers = Headers::new(&views);
    let found = frame(Part::Value, bytes, &headers, &mut Steps::default())?;
    Ok(found.map(|frame| {
        assert!(frame.framing == Framing::Glue || *frame.body == bytes[frame.start..]);
        (frame.framing, frame.schema, frame.start)
    }))
}

#[test]
fn frames_are_recognised_in_their_order() {
    let guid = [&[1][..], &GUID].concat();
    let glue = [&[3, 0][..], &GUID, b"body"].concat();
    let confluent = b"\0\0\0\0\x07body";
    let apicurio = b"\0\0\0\0\0\0\0\0\x2abody";
    let id = |id| Some((Framing::Confluent, SchemaId::Id(id), 5));
    let none: &[(&str, &[u8])] = &[];
    assert_eq!(found(confluent, none), Ok(id(7)));
    assert_eq!(found(b"\0\0\0\0\x07", none), Ok(id(7)));
    assert_eq!(
        found(apicurio, none),
        Ok(Some((Framing::Apicurio, SchemaId::GlobalId(42), 9)))
    );
    assert_eq!(
        found(&glue, none),
        Ok(Some((Framing::Glue, SchemaId::Glue(GUID), 18)))
    );
    // Headers go first, whatever the payload begins with.
    let header = Some((Framing::ConfluentHeader, SchemaId::Guid(GUID), 0));
    assert_eq!(
        found(confluent, &[("__value_schema_id", &guid)]),
        Ok(header)
    );
    assert_eq!(
        found(b"body", &[("__value_schema_id", b"\0\0\0\0\x09")]),
        Ok(Some((Framing::ConfluentHeader, SchemaId::Id(9), 0)))
    );
    let in_header = |id| Ok(Some((Framing::ApicurioHeader, id, 0)));
    let eight = 42_u64.to_be_bytes();
    assert_eq!(
        found(confluent, &[("apicurio.value.globalId", &eight)]),
        in_header(SchemaId::GlobalId(42))
    );
    assert_eq!(
        found(b"body", &[("apicurio.value.contentId", &eight)]),
        in_header(SchemaId::ContentId(42))
    );
    // The key's headers say nothing of the value.
    let of_key: &[(&str, &[u8])] = &[
        ("__key_schema_id", &guid),
        ("apicurio.key.globalId", &eight),
    ];
    assert_eq!(found(b"body", of_key), Ok(None));
}

#[test]
fn what_is_no_frame_is_none() {
    let zeros = [0_u8; 30];
    let cases: &[&[u8]] = &[
        b"",
        b"{\"a\":1}",
        b"\0",
        b"\0\0\0\x01",
        // Ids that are given to no schema.
        &zeros[..5],
        &zeros[..9],
        &zeros[..30],
        b"\0\0\0\0\0\0\0\x07",
        // A Glue frame of an unknown compression, and one that is too short.
        b"\x03\x01................body",
        b"\x03\x00...............",
    ];
    for bytes in cases {
        assert_eq!(found(bytes, &[]), Ok(None), "{bytes:?}");
    }
}

#[test]
fn broken_headers_say_why() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "__value_schema_id",
            b"\x01\x02\x03",
            "header __value_schema_id is no schema id: 3 bytes, beginning with 01 02 03",
        ),
        (
            "__value_schema_id",
            b"",
            "header __value_schema_id is no schema id: it is empty",
        ),
        (
            "apicurio.value.globalId",
            b"\x01\x02\x03",
            "header apicurio.value.globalId is no id: it has 3 bytes, not 8",
        ),
    ];
    for (name, value, why) in cases {
        assert_eq!(found(b"body", &[(name, value)]), Err((*why).to_owned()));
    }
}

#[test]
fn glue_inflates_and_bounds() {
    use std::io::Write as _;
    let deflated = |bytes: &[u8]| {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        [&[3, 5][..], &GUID, &writer.finish().unwrap()].concat()
    };
    let read = |bytes: &[u8]| {
        let headers = Headers::new(&[]);
        let found = frame(Part::Value, bytes, &headers, &mut Steps::default());
        found.map(|found| found.unwrap().body.into_owned())
    };
    assert_eq!(read(&deflated(b"body")), Ok(b"body".to_vec()));
    let mut broken = deflated(b"body");
    broken.truncate(22);
    assert!(
        read(&broken)
            .unwrap_err()
            .contains("its zlib data is broken")
    );
    let bomb = deflated(&vec![0; (64 << 20) + 1]);
    assert!(bomb.len() < 1 << 20);
    assert!(read(&bomb).unwrap_err().contains("more than 64 MiB"));
}

#[test]
fn message_indexes_are_zig_zag() {
    let cases: &[(&[u8], &[i32])] = &[
        (&[0], &[0]),
        (&[2, 2], &[1]),
        (&[4, 0, 0], &[0, 0]),
        (&[4, 0, 2], &[0, 1]),
        (&[6, 0, 2, 2], &[0, 1, 1]),
    ];
    for (bytes, expected) in cases {
        let with_rest = [bytes, &b"rest"[..]].concat();
        let (indexes, rest) = message_indexes(&with_rest).unwrap();
        assert_eq!((indexes.as_slice(), rest), (*expected, &b"rest"[..]));
        for end in 0..bytes.len() {
            assert_eq!(
                message_indexes(&bytes[..end]).unwrap_err(),
                "the message indexes end early"
            );
        }
    }
    assert!(message_indexes(&[1]).unwrap_err().contains("make no sense"));
    assert!(
        message_indexes(&[0x80, 0x80, 0x80, 0x80, 0x10])
            .unwrap_err()
            .contains("make no sense")
    );
    assert!(
        message_indexes(&[2, 1])
            .unwrap_err()
            .contains("makes no sense")
    );
}

proptest! {
    #[test]
    fn any_bytes_and_headers_end(
        bytes in proptest::collection::vec(prop_oneof![Just(0_u8), Just(3), Just(5), any::<u8>()], 0..40),
        header in proptest::collection::vec(any::<u8>(), 0..30),
    ) {
        for name in ["__value_schema_id", "apicurio.value.globalId", "other"] {
            let _ = found(&bytes, &[(name, &header)]);
        }
        let _ = message_indexes(&bytes);
    }
}

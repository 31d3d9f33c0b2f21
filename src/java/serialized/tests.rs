//! Genuine streams, cut, changed and made up.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;

/// `new DeserializationException("failed to deserialize", "{\"broken".getBytes(), false, cause)` of spring-kafka
/// 4.1.1 (the same bytes with 2.7.8), written by `ObjectOutputStream`; stack traces cut to one frame.
const DESERIALIZATION: &str = "rO0ABXNyAEVvcmcuc3ByaW5nZnJhbWV3b3JrLmthZmthLnN1cHBvcnQuc2VyaWFsaXplci5EZXNlcmlhbGl6YXRpb25FeGNlcHRpb25y6Ix+005DjQIAAloABWlzS2V5WwAEZGF0YXQAAltCeHIAKG9yZy5zcHJpbmdmcmFtZXdvcmsua2Fma2EuS2Fma2FFeGNlcHRpb25DN9uOx4qOVQIAAUwACGxvZ0xldmVsdAAwTG9yZy9zcHJpbmdmcmFtZXdvcmsva2Fma2EvS2Fma2FFeGNlcHRpb24kTGV2ZWw7eHIAL29yZy5zcHJpbmdmcmFtZXdvcmsuY29yZS5OZXN0ZWRSdW50aW1lRXhjZXB0aW9uS352SMuPnwACAAB4cgAaamF2YS5sYW5nLlJ1bnRpbWVFeGNlcHRpb26eXwZHCjSD5QIAAHhyABNqYXZhLmxhbmcuRXhjZXB0aW9u0P0fPho7HMQCAAB4cgATamF2YS5sYW5nLlRocm93YWJsZdXGNSc5d7jLAwAETAAFY2F1c2V0ABVMamF2YS9sYW5nL1Rocm93YWJsZTtMAA1kZXRhaWxNZXNzYWdldAASTGphdmEvbGFuZy9TdHJpbmc7WwAKc3RhY2tUcmFjZXQAHltMamF2YS9sYW5nL1N0YWNrVHJhY2VFbGVtZW50O0wAFHN1cHByZXNzZWRFeGNlcHRpb25zdAAQTGphdmEvdXRpbC9MaXN0O3hwc3IAH2phdmEubGFuZy5JbGxlZ2FsU3RhdGVFeGNlcHRpb27mV1XmmkbySAIAAHhxAH4ABXNxAH4ABXNyABNqYXZhLmlvLklPRXhjZXB0aW9ubIBzZGUl8KsCAAB4cQB+AAZxAH4AEXQABGRlZXB1cgAeW0xqYXZhLmxhbmcuU3RhY2tUcmFjZUVsZW1lbnQ7AkYqPDz9IjkCAAB4cAAAAAFzcgAbamF2YS5sYW5nLlN0YWNrVHJhY2VFbGVtZW50YQnFmiY23YUCAAhCAAZmb3JtYXRJAApsaW5lTnVtYmVyTAAPY2xhc3NMb2FkZXJOYW1lcQB+AAlMAA5kZWNsYXJpbmdDbGFzc3EAfgAJTAAIZmlsZU5hbWVxAH4ACUwACm1ldGhvZE5hbWVxAH4ACUwACm1vZHVsZU5hbWVxAH4ACUwADW1vZHVsZVZlcnNpb25xAH4ACXhwAAAAAAZwdAADR2VudAAIR2VuLmphdmF0AARtYWlucHBzcgAfamF2YS51dGlsLkNvbGxlY3Rpb25zJEVtcHR5TGlzdHq4F7Q8p57eAgAAeHB4cHVxAH4AEwAAAAFzcQB+ABUAAAAABnBxAH4AF3EAfgAYcQB+ABlwcHEAfgAbeHQAG0Nhbid0IHJlYWQgw7wg7aC97biAIMCAIGVuZHVxAH4AEwAAAAFzcQB+ABUAAAAABnBxAH4AF3EAfgAYcQB+ABlwcHEAfgAbeHQAFWZhaWxlZCB0byBkZXNlcmlhbGl6ZXVxAH4AEwAAAAhzcQB+ABUAAAAACHBxAH4AF3EAfgAYcQB+ABlwcHNxAH4AFQL////+cHQALWpkay5pbnRlcm5hbC5yZWZsZWN0Lk5hdGl2ZU1ldGhvZEFjY2Vzc29ySW1wbHQAHU5hdGl2ZU1ldGhvZEFjY2Vzc29ySW1wbC5qYXZhdAAHaW52b2tlMHQACWphdmEuYmFzZXQABzE3LjAuMTVzcQB+ABUCAAAATXBxAH4AJXEAfgAmdAAGaW52b2tlcQB+AChxAH4AKXNxAH4AFQIAAAArcHQAMWpkay5pbnRlcm5hbC5yZWZsZWN0LkRlbGVnYXRpbmdNZXRob2RBY2Nlc3NvckltcGx0ACFEZWxlZ2F0aW5nTWV0aG9kQWNjZXNzb3JJbXBsLmphdmFxAH4AK3EAfgAocQB+AClzcQB+ABUCAAACOXB0ABhqYXZhLmxhbmcucmVmbGVjdC5NZXRob2R0AAtNZXRob2QuamF2YXEAfgArcQB+AChxAH4AKXNxAH4AFQMAAAGjdAADYXBwdAAhY29tLnN1bi50b29scy5qYXZhYy5sYXVuY2hlci5NYWludAAJTWFpbi5qYXZhdAAHZXhlY3V0ZXQADGpkay5jb21waWxlcnEAfgApc3EAfgAVAwAAAMBxAH4AM3EAfgA0cQB+ADV0AANydW5xAH4AN3EAfgApc3EAfgAVAwAAAIRxAH4AM3EAfgA0cQB+ADVxAH4AGXEAfgA3cQB+AClxAH4AG3h+cgAub3JnLnNwcmluZ2ZyYW1ld29yay5rYWZrYS5LYWZrYUV4Y2VwdGlvbiRMZXZlbAAAAAAAAAAAEgAAeHIADmphdmEubGFuZy5FbnVtAAAAAAAAAAASAAB4cHQABUVSUk9SAHVyAAJbQqzzF/gGCFTgAgAAeHAAAAAIeyJicm9rZW4=";

/// `new IllegalArgumentException("plain")` with one suppressed exception.
const PLAIN: &str = "rO0ABXNyACJqYXZhLmxhbmcuSWxsZWdhbEFyZ3VtZW50RXhjZXB0aW9utYlz031mj7wCAAB4cgAaamF2YS5sYW5nLlJ1bnRpbWVFeGNlcHRpb26eXwZHCjSD5QIAAHhyABNqYXZhLmxhbmcuRXhjZXB0aW9u0P0fPho7HMQCAAB4cgATamF2YS5sYW5nLlRocm93YWJsZdXGNSc5d7jLAwAETAAFY2F1c2V0ABVMamF2YS9sYW5nL1Rocm93YWJsZTtMAA1kZXRhaWxNZXNzYWdldAASTGphdmEvbGFuZy9TdHJpbmc7WwAKc3RhY2tUcmFjZXQAHltMamF2YS9sYW5nL1N0YWNrVHJhY2VFbGVtZW50O0wAFHN1cHByZXNzZWRFeGNlcHRpb25zdAAQTGphdmEvdXRpbC9MaXN0O3hwcQB+AAh0AAVwbGFpbnVyAB5bTGphdmEubGFuZy5TdGFja1RyYWNlRWxlbWVudDsCRio8PP0iOQIAAHhwAAAACHNyABtqYXZhLmxhbmcuU3RhY2tUcmFjZUVsZW1lbnRhCcWaJjbdhQIACEIABmZvcm1hdEkACmxpbmVOdW1iZXJMAA9jbGFzc0xvYWRlck5hbWVxAH4ABUwADmRlY2xhcmluZ0NsYXNzcQB+AAVMAAhmaWxlTmFtZXEAfgAFTAAKbWV0aG9kTmFtZXEAfgAFTAAKbW9kdWxlTmFtZXEAfgAFTAANbW9kdWxlVmVyc2lvbnEAfgAFeHAAAAAACnB0AANHZW50AAhHZW4uamF2YXQABG1haW5wcHNxAH4ADAL////+cHQALWpkay5pbnRlcm5hbC5yZWZsZWN0Lk5hdGl2ZU1ldGhvZEFjY2Vzc29ySW1wbHQAHU5hdGl2ZU1ldGhvZEFjY2Vzc29ySW1wbC5qYXZhdAAHaW52b2tlMHQACWphdmEuYmFzZXQABzE3LjAuMTVzcQB+AAwCAAAATXBxAH4AEnEAfgATdAAGaW52b2tlcQB+ABVxAH4AFnNxAH4ADAIAAAArcHQAMWpkay5pbnRlcm5hbC5yZWZsZWN0LkRlbGVnYXRpbmdNZXRob2RBY2Nlc3NvckltcGx0ACFEZWxlZ2F0aW5nTWV0aG9kQWNjZXNzb3JJbXBsLmphdmFxAH4AGHEAfgAVcQB+ABZzcQB+AAwCAAACOXB0ABhqYXZhLmxhbmcucmVmbGVjdC5NZXRob2R0AAtNZXRob2QuamF2YXEAfgAYcQB+ABVxAH4AFnNxAH4ADAMAAAGjdAADYXBwdAAhY29tLnN1bi50b29scy5qYXZhYy5sYXVuY2hlci5NYWludAAJTWFpbi5qYXZhdAAHZXhlY3V0ZXQADGpkay5jb21waWxlcnEAfgAWc3EAfgAMAwAAAMBxAH4AIHEAfgAhcQB+ACJ0AANydW5xAH4AJHEAfgAWc3EAfgAMAwAAAIRxAH4AIHEAfgAhcQB+ACJxAH4AEHEAfgAkcQB+ABZzcgATamF2YS51dGlsLkFycmF5TGlzdHiB0h2Zx2GdAwABSQAEc2l6ZXhwAAAAAXcEAAAAAXNxAH4AAXEAfgAqdAAGaGlkZGVudXEAfgAKAAAACHNxAH4ADAAAAAAKcHEAfgAOcQB+AA9xAH4AEHBwc3EAfgAMAv////5wcQB+ABJxAH4AE3EAfgAUcQB+ABVxAH4AFnNxAH4ADAIAAABNcHEAfgAScQB+ABNxAH4AGHEAfgAVcQB+ABZzcQB+AAwCAAAAK3BxAH4AGnEAfgAbcQB+ABhxAH4AFXEAfgAWc3EAfgAMAgAAAjlwcQB+AB1xAH4AHnEAfgAYcQB+ABVxAH4AFnNxAH4ADAMAAAGjcQB+ACBxAH4AIXEAfgAicQB+ACNxAH4AJHEAfgAWc3EAfgAMAwAAAMBxAH4AIHEAfgAhcQB+ACJxAH4AJnEAfgAkcQB+ABZzcQB+AAwDAAAAhHEAfgAgcQB+ACFxAH4AInEAfgAQcQB+ACRxAH4AFnNyAB9qYXZhLnV0aWwuQ29sbGVjdGlvbnMkRW1wdHlMaXN0ergXtDynnt4CAAB4cHh4eA==";

/// `new ArrayList<>(List.of("x"))`.
const LIST: &str =
    "rO0ABXNyABNqYXZhLnV0aWwuQXJyYXlMaXN0eIHSHZnHYZ0DAAFJAARzaXpleHAAAAABdwQAAAABdAABeHg=";

fn stream(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

#[test]
fn a_deserialization_exception() {
    let bytes = stream(DESERIALIZATION);
    let read = exception(&bytes).unwrap();
    assert_eq!(
        read.class,
        "org.springframework.kafka.support.serializer.DeserializationException"
    );
    assert_eq!(read.message.as_deref(), Some("failed to deserialize"));
    assert_eq!(read.data, Some(&b"{\"broken"[..]));
    let causes: Vec<_> = read
        .causes
        .iter()
        .map(|(class, message)| (class.as_ref(), message.as_deref()))
        .collect();
    assert_eq!(
        causes,
        [
            (
                "java.lang.IllegalStateException",
                Some("Can't read ü 😀 \0 end")
            ),
            ("java.lang.RuntimeException", None),
            ("java.io.IOException", Some("deep")),
        ]
    );
}

#[test]
fn an_exception_without_cause_is_its_own_in_java() {
    let bytes = stream(PLAIN);
    let read = exception(&bytes).unwrap();
    assert_eq!(read.class, "java.lang.IllegalArgumentException");
    assert_eq!(read.message.as_deref(), Some("plain"));
    assert_eq!((read.causes.len(), read.data), (0, None));
}

#[test]
fn what_is_no_exception() {
    assert!(exception(b"").is_err());
    assert!(exception(b"text").is_err());
    assert!(exception(&MAGIC).is_err());
    assert!(exception(&stream(LIST)).is_err());
}

#[test]
fn a_stream_cut_short_tells_what_it_told() {
    let bytes = stream(DESERIALIZATION);
    let mut named = 0;
    for length in 0..bytes.len() {
        if let Ok(read) = exception(&bytes[..length]) {
            assert!(read.class.ends_with("DeserializationException"));
            assert_eq!(read.data, None, "the data is the last thing");
            named += 1;
        }
    }
    assert!(named > 1000, "{named}");
}

#[test]
fn a_class_that_is_its_own_parent_ends() {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([
        0x73, 0x72, 0, 1, b'A', 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78,
    ]);
    bytes.extend([0x71, 0, 0x7e, 0, 0]);
    assert!(exception(&bytes).is_err());
}

#[test]
fn lengths_are_not_believed() {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([
        0x75, 0x72, 0, 2, b'[', b'B', 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78, 0x70,
    ]);
    bytes.extend([0xff, 0xff, 0xff, 0xff]);
    assert_eq!(exception(&bytes), Err(TRUNCATED));
    let mut long = MAGIC.to_vec();
    long.extend([0x7c, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(exception(&long), Err(TRUNCATED));
    let deep = [&MAGIC[..], &[0x7e; 500]].concat();
    assert!(exception(&deep).is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = exception(&bytes);
        let _ = exception(&[&MAGIC[..], &bytes].concat());
    }

    #[test]
    fn no_grammar_panics(bytes in prop::collection::vec(
        prop_oneof![0x70_u8..=0x7e, Just(0), Just(1), Just(2), Just(b'['), Just(b'L'), Just(b'B')], 0..200)) {
        let _ = exception(&[&MAGIC[..], &bytes].concat());
    }

    #[test]
    fn no_change_of_a_genuine_stream_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        let mut bytes = stream(DESERIALIZATION);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = exception(&bytes);
        let _ = exception(&bytes[..cut.index(bytes.len())]);
    }

    #[test]
    fn modified_text_is_read_back(text in any::<String>()) {
        let mut bytes = Vec::new();
        for unit in text.encode_utf16() {
            let [high, low] = unit.to_be_bytes();
            match unit {
                1..=0x7f => bytes.push(low),
                0 | 0x80..=0x7ff => bytes.extend([0xc0 | high << 2 | low >> 6, 0x80 | low & 0x3f]),
                _ => bytes.extend([0xe0 | high >> 4, 0x80 | (high << 2 | low >> 6) & 0x3f, 0x80 | low & 0x3f]),
            }
        }
        prop_assert_eq!(modified_utf8(&bytes), text);
    }
}

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::*;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..20)
}

proptest! {
    #[test]
    fn an_owned_record_lends_what_it_was_kept_from(
        key in of(bytes()),
        value in of(bytes()),
        headers in vec((bytes(), of(bytes())), 0..12),
    ) {
        let topic: Arc<str> = "t".into();
        let views: Vec<_> = headers
            .iter()
            .map(|(name, value)| HeaderView {
                name,
                value: value.as_deref(),
            })
            .collect();
        let record = Record::keep(&RecordView {
            envelope: Envelope {
                topic: &topic,
                partition: 3,
                offset: 7,
                leader_epoch: None,
                timestamp: None,
                key: key.as_deref(),
                value: value.as_deref(),
            },
            headers: Headers::new(&views),
            withheld: None,
        });
        let lent = record.view();
        prop_assert_eq!(lent.envelope.key, key.as_deref());
        prop_assert_eq!(lent.envelope.value, value.as_deref());
        prop_assert_eq!(lent.headers.iter().collect::<Vec<_>>(), views);
        let length = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        let of_headers = headers.iter().map(|(name, value)| name.len() + length(value));
        let all = length(&key) + length(&value) + of_headers.sum::<usize>();
        prop_assert_eq!(record.content_length(), all);
    }
}

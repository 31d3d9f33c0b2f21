//! Bytes that only a header of Spring's holds, because they could not be read.

use super::super::support::capture::load;
use super::super::support::produce::produce;
use super::super::support::{Broker, Out, Shell};
use super::desk::told;

#[test]
fn bytes_that_spring_could_not_read_are_shown_with_where_they_are_from() {
    let Some(broker) = Broker::shared("bytes in Spring's headers are shown") else {
        return;
    };
    let shell = Shell::at(broker);
    for version in ["4.1.1", "3.0.6", "2.8.7", "2.7.8"] {
        let topic = format!("of-spring-{version}.DLT");
        broker.create_topic(&topic, 1, &[("retention.ms", "-1")]);
        let letters = load(&format!("spring-{version}"));
        let mut kept = letters
            .iter()
            .filter(|it| it.topic == "poison-retained.DLT");
        let mut record = kept.next().expect("one that keeps the header").clone();
        let value = record.value.take().expect("a value");
        record.topic.clone_from(&topic);
        record.partition = 0;
        produce(&broker.bootstrap(), &[Out::from(&record)]);
        let seen = shell.run(&["show", &format!("{topic}-0@0"), "--explain"]);
        assert_eq!(seen.status, Some(0), "{seen}");
        let seen = told(&seen);
        let shown = &seen[seen.find("\nVALUE").expect("a value")..];
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown, @r##"
            VALUE  text, null; these bytes are from the header springDeserializerExceptionValue
              not JSON: EOF while parsing a list at line 1, column 5
                [1, 2⟨here⟩
              [1, 2
              + the value is null; header springDeserializerExceptionValue holds the 5 bytes that could not be read
              - header __value_schema_id: there is none
              - headers apicurio.value.globalId and .contentId: there are none
              - Confluent frame: it would begin with 00, these bytes begin with 5b 31 2c 20 32
              - AWS Glue frame: it would begin with 03 and 00 or 05
              - Java serialization: it would begin with AC ED 00 05
              + not JSON: EOF while parsing a list at line 1, column 5
            [exit 0]
            "##);
        }
        assert_eq!(value, b"[1, 2");
    }
}

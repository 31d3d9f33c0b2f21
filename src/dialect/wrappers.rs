//! The one table of exceptions that frameworks put around the real one, and of the texts that they add.

/// An exception that says nothing of the failure itself as long as there is one inside it.
#[derive(Debug)]
pub(super) struct Wrapper {
    /// The class, fully qualified.
    pub(super) class: &'static str,
    /// The texts that it puts before the real message.
    pub(super) texts: &'static [Text],
}

/// A text that a wrapper adds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// This text.
    Is(&'static str),
    /// A text that begins and ends so.
    Between(&'static str, &'static str),
}

const fn plain(class: &'static str) -> Wrapper {
    Wrapper { class, texts: &[] }
}

/// The wrappers.
///
/// Sources: spring-kafka `listener/ErrorHandlingUtils.java`, `listener/KafkaMessageListenerContainer.java`,
/// `listener/adapter/MessagingMessageListenerAdapter.java`, `listener/TimestampedException.java`,
/// `support/serializer/SerializationUtils.java`. Kafka's `SerializationException` says `Can't deserialize data` whatever the
/// deserializer found wrong (spring-kafka `support/serializer/JsonDeserializer.java`). Connect and Streams put what a converter, a
/// connector or a processor threw into exceptions of their own. SmallRye's SRMSG00103 is about the call of a method that threw.
pub(super) const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        class: "org.springframework.kafka.listener.ListenerExecutionFailedException",
        texts: &[
            Text::Is("Listener failed"),
            Text::Is("invokeHandler Failed"),
            Text::Between("Listener method '", "' threw exception"),
            Text::Between(
                "Listener method could not be invoked with the incoming message\n",
                "]",
            ),
            Text::Between(
                "Listener error handler threw an exception for the incoming message\n",
                "]",
            ),
            Text::Between("Async Fail\n", "]"),
        ],
    },
    Wrapper {
        class: "org.springframework.kafka.listener.TimestampedException",
        texts: &[Text::Between("Exception thrown at ", "Z")],
    },
    Wrapper {
        class: "org.springframework.kafka.support.serializer.DeserializationException",
        texts: &[Text::Is("failed to deserialize")],
    },
    plain("org.springframework.kafka.listener.BatchListenerFailedException"),
    plain("org.springframework.kafka.KafkaException"),
    plain("org.springframework.messaging.MessagingException"),
    plain("org.springframework.messaging.MessageHandlingException"),
    plain("org.springframework.core.retry.RetryException"),
    plain("org.springframework.retry.ExhaustedRetryException"),
    plain("org.apache.kafka.connect.errors.ConnectException"),
    plain("org.apache.kafka.connect.errors.DataException"),
    plain("org.apache.kafka.streams.errors.StreamsException"),
    Wrapper {
        class: "io.smallrye.reactive.messaging.providers.ProcessingException",
        texts: &[Text::Between(
            "SRMSG00103: Exception thrown when calling the method ",
            "",
        )],
    },
    plain("org.apache.kafka.common.errors.RecordDeserializationException"),
    plain("org.apache.kafka.common.errors.SerializationException"),
    plain("java.lang.reflect.InvocationTargetException"),
    plain("java.lang.reflect.UndeclaredThrowableException"),
    plain("java.util.concurrent.CompletionException"),
    plain("java.util.concurrent.ExecutionException"),
];

/// Tells whether the class is a known wrapper.
pub(super) fn is_wrapper(class: &str) -> bool {
    WRAPPERS.iter().any(|wrapper| wrapper.class == class)
}

/// Takes a wrapper's text off the beginning of a message; `None` where nothing is left.
///
/// Spring joins the two with `; `, and leaves that at the end where the inner exception has no message.
pub(super) fn without_wrapper_text(message: &str) -> Option<&str> {
    let texts = WRAPPERS.iter().flat_map(|wrapper| wrapper.texts);
    for text in texts {
        let after = match text {
            Text::Is(whole) => message.strip_prefix(whole),
            Text::Between(start, end) => message
                .strip_prefix(start)
                .and_then(|rest| after_last_part(rest, end)),
        };
        match after {
            Some("" | ";" | "; ") => return None,
            Some(rest) => {
                if let Some(inner) = rest.strip_prefix("; ") {
                    return without_wrapper_text(inner);
                }
            }
            None => {}
        }
    }
    (!message.is_empty()).then_some(message)
}

/// Returns what follows the first `end` that is followed by `; ` or by nothing.
fn after_last_part<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    text.match_indices(end)
        .map(|(at, _)| &text[at + end.len()..])
        .find(|rest| rest.is_empty() || rest.starts_with("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_wrappers_come_off() {
        let cases = [
            ("boom", Some("boom")),
            ("", None),
            ("Listener failed", None),
            ("Listener failed; ", None),
            ("Listener failed; boom", Some("boom")),
            (
                "Listener failed miserably",
                Some("Listener failed miserably"),
            ),
            (
                "Listener method 'public void a.B.c(java.lang.String)' threw exception; ",
                None,
            ),
            (
                "Listener method 'public void a.B.c(java.lang.String)' threw exception; a; b",
                Some("a; b"),
            ),
            ("Listener method 'x' threw exception", None),
            (
                "Listener method 'x' threw exceptions",
                Some("Listener method 'x' threw exceptions"),
            ),
            ("Listener failed; failed to deserialize", None),
            (
                "Exception thrown at 2026-11-21T06:51:15.557Z; boom",
                Some("boom"),
            ),
            (
                "Listener method could not be invoked with the incoming message\nEndpoint handler details:\nMethod [m]\n\
                 Bean [b]; Cannot convert; x",
                Some("Cannot convert; x"),
            ),
        ];
        for (message, expected) in cases {
            assert_eq!(without_wrapper_text(message), expected, "{message:?}");
        }
    }
}

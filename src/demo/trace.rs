//! Stack traces as Java prints them for a Spring listener.
//!
//! The shape is that of genuine dead letters: the wrapper with the container's frames, a `Suppressed:` block that holds
//! the restored trace, then the unindented `Caused by:` chain, each link ending in `... N more`.

use std::fmt::Write as _;

use super::failures::Link;

/// Frames of the listener container's thread, below whatever it called.
const CONTAINER: &[&str] = &[
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeRecordListener(KafkaMessageListenerContainer.java:2698)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeWithRecords(KafkaMessageListenerContainer.java:2600)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.invokeRecordListener(KafkaMessageListenerContainer.java:2482)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.invokeListener(KafkaMessageListenerContainer.java:2118)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.invokeIfHaveRecords(KafkaMessageListenerContainer.java:1483)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.pollAndInvoke(KafkaMessageListenerContainer.java:1448)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.run(KafkaMessageListenerContainer.java:1312)",
    "java.base/java.util.concurrent.CompletableFuture$AsyncRun.run(CompletableFuture.java:1804)",
    "java.base/java.lang.Thread.run(Thread.java:1583)",
];

const DECORATE: &[&str] = &[
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.decorateException(KafkaMessageListenerContainer.java:2996)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeOnMessage(KafkaMessageListenerContainer.java:2903)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.invokeOnMessage(KafkaMessageListenerContainer.java:2867)",
];

/// Frames between the container and a method with `@KafkaListener`.
const ADAPTER: &[&str] = &[
    "org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invokeHandler(MessagingMessageListenerAdapter.java:471)",
    "org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invoke(MessagingMessageListenerAdapter.java:412)",
    "org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter.onMessage(RecordMessagingMessageListenerAdapter.java:85)",
    "org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter.onMessage(RecordMessagingMessageListenerAdapter.java:50)",
];

/// Frames between the adapter and the method itself.
const REFLECTION: &[&str] = &[
    "java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)",
    "java.base/java.lang.reflect.Method.invoke(Method.java:580)",
    "org.springframework.messaging.handler.invocation.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:169)",
    "org.springframework.kafka.listener.adapter.KotlinAwareInvocableHandlerMethod.doInvoke(KotlinAwareInvocableHandlerMethod.java:45)",
    "org.springframework.messaging.handler.invocation.InvocableHandlerMethod.invoke(InvocableHandlerMethod.java:119)",
    "org.springframework.kafka.listener.adapter.HandlerAdapter.invoke(HandlerAdapter.java:70)",
    "org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invokeHandler(MessagingMessageListenerAdapter.java:457)",
];

/// Frames from the consumer's fetched bytes up to Spring's deserializer, outermost last.
const POLL: &[&str] = &[
    "org.springframework.kafka.support.serializer.SerializationUtils.deserializationException(SerializationUtils.java:158)",
    "org.springframework.kafka.support.serializer.ErrorHandlingDeserializer.deserialize(ErrorHandlingDeserializer.java:218)",
    "org.apache.kafka.clients.consumer.internals.CompletedFetch.parseRecord(CompletedFetch.java:331)",
    "org.apache.kafka.clients.consumer.internals.CompletedFetch.fetchRecords(CompletedFetch.java:284)",
    "org.apache.kafka.clients.consumer.internals.FetchCollector.fetchRecords(FetchCollector.java:167)",
    "org.apache.kafka.clients.consumer.internals.FetchCollector.collectFetch(FetchCollector.java:132)",
    "org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer.poll(ClassicKafkaConsumer.java:659)",
    "org.apache.kafka.clients.consumer.KafkaConsumer.poll(KafkaConsumer.java:874)",
    "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.pollConsumer(KafkaMessageListenerContainer.java:1687)",
];

/// The class of Spring's wrapper around whatever a listener throws.
pub(super) const WRAPPER: &str =
    "org.springframework.kafka.listener.ListenerExecutionFailedException";

/// The class of what Spring's error-handling deserializer reports.
pub(super) const UNREADABLE: &str =
    "org.springframework.kafka.support.serializer.DeserializationException";

fn head(trace: &mut String, begin: &str, class: &str, message: Option<&str>) {
    trace.push_str(begin);
    trace.push_str(class);
    if let Some(message) = message {
        trace.push_str(": ");
        trace.push_str(message);
    }
    trace.push('\n');
}

fn frames(trace: &mut String, indent: &str, frames: &[&str]) {
    for frame in frames {
        trace.push_str(indent);
        trace.push_str("at ");
        trace.push_str(frame);
        trace.push('\n');
    }
}

fn more(trace: &mut String, indent: &str, count: usize) {
    let _ = writeln!(trace, "{indent}... {count} more");
}

/// Writes the links of a chain; only the first was called by `callers`.
fn causes(
    trace: &mut String,
    links: &[Link],
    callers: &[&str],
    text: &dyn Fn(&'static str) -> String,
) {
    for (depth, link) in links.iter().enumerate() {
        let message = link.message.map(text);
        head(trace, "Caused by: ", link.class, message.as_deref());
        frames(trace, "\t", link.frames);
        if depth == 0 {
            frames(trace, "\t", callers);
            more(trace, "\t", DECORATE.len() + CONTAINER.len());
        } else {
            more(trace, "\t", callers.len() + CONTAINER.len() + 4);
        }
    }
}

/// How the listener is attached to the container.
#[derive(Clone, Copy, Debug)]
pub(super) enum Listener {
    /// A method with `@KafkaListener`, as Spring prints it.
    Method(&'static str),
    /// A class that implements `MessageListener`.
    Plain,
}

impl Listener {
    /// Returns what Spring's wrapper says of it.
    pub(super) fn wrapper_message(self) -> String {
        match self {
            Self::Method(method) => format!("Listener method '{method}' threw exception"),
            Self::Plain => "Listener failed".to_owned(),
        }
    }
}

/// Writes the trace of an exception that a listener threw; `text` fills the templates in.
pub(super) fn listening(
    listener: Listener,
    links: &[Link],
    text: &dyn Fn(&'static str) -> String,
) -> String {
    let mut trace = String::new();
    head(&mut trace, "", WRAPPER, Some(&listener.wrapper_message()));
    frames(&mut trace, "\t", DECORATE);
    frames(&mut trace, "\t", CONTAINER);
    let callers = match listener {
        Listener::Method(_) => {
            head(
                &mut trace,
                "\tSuppressed: ",
                WRAPPER,
                Some("Restored Stack Trace"),
            );
            frames(&mut trace, "\t\t", ADAPTER);
            frames(&mut trace, "\t\t", &DECORATE[1..]);
            REFLECTION
        }
        Listener::Plain => &[],
    };
    causes(&mut trace, links, callers, text);
    trace
}

/// Writes the trace of an exception thrown on a retry topic: one more wrapper, with the time of the failure.
pub(super) fn retrying(
    listener: Listener,
    failed_at: &str,
    links: &[Link],
    text: &dyn Fn(&'static str) -> String,
) -> String {
    let mut trace = String::new();
    head(&mut trace, "", WRAPPER, Some("Listener failed"));
    frames(&mut trace, "\t", DECORATE);
    frames(&mut trace, "\t", CONTAINER);
    let thrown = format!("Exception thrown at {failed_at}");
    head(
        &mut trace,
        "Caused by: ",
        "org.springframework.kafka.listener.TimestampedException",
        Some(&thrown),
    );
    let backoff = "org.springframework.kafka.listener.adapter.KafkaBackoffAwareMessageListenerAdapter.invokeDelegateOnMessage(KafkaBackoffAwareMessageListenerAdapter.java:141)";
    frames(&mut trace, "\t", &[backoff]);
    more(&mut trace, "\t", DECORATE.len() + CONTAINER.len());
    head(
        &mut trace,
        "Caused by: ",
        WRAPPER,
        Some(&listener.wrapper_message()),
    );
    frames(&mut trace, "\t", ADAPTER);
    more(&mut trace, "\t", DECORATE.len() + CONTAINER.len() + 1);
    causes(&mut trace, links, REFLECTION, text);
    trace
}

/// Writes the trace of bytes that could not be turned into an object.
pub(super) fn reading(links: &[Link], text: &dyn Fn(&'static str) -> String) -> String {
    let mut trace = String::new();
    head(&mut trace, "", UNREADABLE, Some("failed to deserialize"));
    frames(&mut trace, "\t", POLL);
    frames(&mut trace, "\t", &CONTAINER[5..]);
    for link in links {
        let message = link.message.map(text);
        head(&mut trace, "Caused by: ", link.class, message.as_deref());
        frames(&mut trace, "\t", link.frames);
        if !link.frames.is_empty() {
            more(&mut trace, "\t", POLL.len() + CONTAINER.len() - 6);
        }
    }
    trace
}

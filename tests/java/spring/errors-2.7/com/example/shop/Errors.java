package com.example.shop;

import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.RecoveringBatchErrorHandler;
import org.springframework.kafka.listener.RetryingBatchErrorHandler;
import org.springframework.kafka.listener.SeekToCurrentErrorHandler;
import org.springframework.util.backoff.BackOff;

/** Error handlers as they were before they became one. */
final class Errors {
    private Errors() {}

    static void handle(ConcurrentKafkaListenerContainerFactory<Object, Object> factory,
            DeadLetterPublishingRecoverer recoverer, BackOff backOff) {
        factory.setErrorHandler(new SeekToCurrentErrorHandler(recoverer, backOff));
    }

    static void handle(AbstractMessageListenerContainer<?, ?> container, DeadLetterPublishingRecoverer recoverer,
            BackOff backOff) {
        container.setGenericErrorHandler(new SeekToCurrentErrorHandler(recoverer, backOff));
    }

    static void handleWholeBatch(ConcurrentKafkaListenerContainerFactory<Object, Object> factory,
            DeadLetterPublishingRecoverer recoverer, BackOff backOff) {
        factory.setBatchErrorHandler(new RetryingBatchErrorHandler(backOff, recoverer));
    }

    static void handleOneOfBatch(ConcurrentKafkaListenerContainerFactory<Object, Object> factory,
            DeadLetterPublishingRecoverer recoverer, BackOff backOff) {
        factory.setBatchErrorHandler(new RecoveringBatchErrorHandler(recoverer, backOff));
    }

    /** The other way than the default: of several origins only the first stays. */
    static void keepFirstOrigin(DeadLetterPublishingRecoverer recoverer) {
        recoverer.setReplaceOriginalHeaders(false);
    }
}

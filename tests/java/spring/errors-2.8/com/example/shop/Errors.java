package com.example.shop;

import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.BackOff;

/** The one error handler of 2.8 and later. */
final class Errors {
    private Errors() {}

    static void handle(ConcurrentKafkaListenerContainerFactory<Object, Object> factory,
            DeadLetterPublishingRecoverer recoverer, BackOff backOff) {
        factory.setCommonErrorHandler(new DefaultErrorHandler(recoverer, backOff));
    }

    static void handle(AbstractMessageListenerContainer<?, ?> container, DeadLetterPublishingRecoverer recoverer,
            BackOff backOff) {
        container.setCommonErrorHandler(new DefaultErrorHandler(recoverer, backOff));
    }

    static void handleWholeBatch(ConcurrentKafkaListenerContainerFactory<Object, Object> factory,
            DeadLetterPublishingRecoverer recoverer, BackOff backOff) {
        handle(factory, recoverer, backOff);
    }

    static void handleOneOfBatch(ConcurrentKafkaListenerContainerFactory<Object, Object> factory,
            DeadLetterPublishingRecoverer recoverer, BackOff backOff) {
        handle(factory, recoverer, backOff);
    }

    /** The other way than the default: of several origins only the first stays, and every exception does. */
    static void keepFirstOrigin(DeadLetterPublishingRecoverer recoverer) {
        recoverer.setAppendOriginalHeaders(false);
        recoverer.setStripPreviousExceptionHeaders(false);
    }
}

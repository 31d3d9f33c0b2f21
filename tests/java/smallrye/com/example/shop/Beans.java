package com.example.shop;

import io.smallrye.config.inject.ConfigExtension;
import io.smallrye.reactive.messaging.kafka.KafkaCDIEvents;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import io.smallrye.reactive.messaging.kafka.commit.KafkaThrottledLatestProcessedCommit;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDeadLetterQueue;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDeadLetterSerializationHandler;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDelayedRetryTopic;
import io.smallrye.reactive.messaging.kafka.impl.KafkaAdminClientRegistry;
import io.smallrye.reactive.messaging.providers.MediatorFactory;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.smallrye.reactive.messaging.providers.connectors.WorkerPoolRegistry;
import io.smallrye.reactive.messaging.providers.extension.ChannelProducer;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import io.smallrye.reactive.messaging.providers.extension.MediatorManager;
import io.smallrye.reactive.messaging.providers.extension.ReactiveMessagingExtension;
import io.smallrye.reactive.messaging.providers.impl.ConfiguredChannelFactory;
import io.smallrye.reactive.messaging.providers.impl.ConnectorFactories;
import io.smallrye.reactive.messaging.providers.impl.InternalChannelRegistry;
import io.smallrye.reactive.messaging.providers.wiring.Wiring;
import org.jboss.weld.environment.se.Weld;

/** The beans of SmallRye that the channels need: searching for them takes seconds. */
final class Beans {
    private Beans() {}

    static void add(Weld weld) {
        weld.addExtensions(new ConfigExtension(), new ReactiveMessagingExtension());
        weld.addBeanClasses(MediatorFactory.class, MediatorManager.class, InternalChannelRegistry.class,
                ConnectorFactories.class, ConfiguredChannelFactory.class, ChannelProducer.class, ExecutionHolder.class,
                WorkerPoolRegistry.class, HealthCenter.class, Wiring.class, KafkaThrottledLatestProcessedCommit.Factory.class,
                KafkaDeadLetterQueue.Factory.class, KafkaDeadLetterSerializationHandler.class,
                KafkaDelayedRetryTopic.Factory.class, KafkaCDIEvents.class, KafkaConnector.class,
                KafkaAdminClientRegistry.class);
    }
}

package com.example.shop;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.serializer.ErrorHandlingDeserializer;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

/** The shop's containers: one factory for each way of handling an error. */
@Configuration
@Import({Enable.class, Listeners.class})
public class Config {
    private static final BackOff AT_ONCE = new FixedBackOff(0, 0);

    @Value("${bootstrap}")
    private String bootstrap;

    @Bean
    KafkaAdmin admin() {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        return new KafkaAdmin(config);
    }

    @Bean
    KafkaTemplate<Object, Object> template() {
        return template(new BytesOrText());
    }

    /** The usual way: one attempt, then {@code <topic>.DLT}, and {@code .PARKED} for what fails there. */
    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> named() {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = text();
        Errors.handle(factory, recoverer(), AT_ONCE);
        return factory;
    }

    /** The framework's own names. */
    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> defaults() {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = text();
        Errors.handle(factory, new DeadLetterPublishingRecoverer(template()), AT_ONCE);
        return factory;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> kept() {
        DeadLetterPublishingRecoverer recoverer = recoverer();
        Errors.keepFirstOrigin(recoverer);
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = text();
        Errors.handle(factory, recoverer, AT_ONCE);
        return factory;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> counted() {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = text();
        factory.getContainerProperties().setDeliveryAttemptHeader(true);
        Errors.handle(factory, recoverer(), new FixedBackOff(10, 2));
        return factory;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> wholeBatch() {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = text();
        factory.setBatchListener(true);
        Errors.handleWholeBatch(factory, recoverer(), new FixedBackOff(10, 1));
        return factory;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> oneOfBatch() {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = text();
        factory.setBatchListener(true);
        Errors.handleOneOfBatch(factory, recoverer(), AT_ONCE);
        return factory;
    }

    /** Typed: numbers as keys, orders as values, and poison in either is caught. */
    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> typed() {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = orders();
        Errors.handle(factory, typedRecoverer(), AT_ONCE);
        return factory;
    }

    /** The same, and the serialized exception goes along. */
    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> retaining() {
        DeadLetterPublishingRecoverer recoverer = typedRecoverer();
        recoverer.setRetainExceptionHeader(true);
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory = orders();
        Errors.handle(factory, recoverer, AT_ONCE);
        return factory;
    }

    /** Retry topics bring their own error handling. */
    @Bean
    ConcurrentKafkaListenerContainerFactory<Object, Object> kafkaListenerContainerFactory() {
        return text();
    }

    /** A container without an annotated method, whose wrapper has another text. */
    @Bean
    ConcurrentMessageListenerContainer<Object, Object> plain() {
        ContainerProperties properties = new ContainerProperties("plain");
        properties.setGroupId("plain-service");
        properties.setMessageListener((MessageListener<Object, Object>) Config::onPlain);
        ConcurrentMessageListenerContainer<Object, Object> container = new ConcurrentMessageListenerContainer<>(
                consumers(new StringDeserializer(), new StringDeserializer()), properties);
        Errors.handle(container, recoverer(), AT_ONCE);
        return container;
    }

    private static void onPlain(ConsumerRecord<Object, Object> record) {
        Failures.fail((int) record.offset(), String.valueOf(record.key()));
    }

    private DeadLetterPublishingRecoverer recoverer() {
        return new DeadLetterPublishingRecoverer(template(), (record, e) -> target(record));
    }

    private DeadLetterPublishingRecoverer typedRecoverer() {
        Map<Class<?>, KafkaOperations<? extends Object, ? extends Object>> templates = new LinkedHashMap<>();
        templates.put(byte[].class, template());
        templates.put(Object.class, template(Json.serializer()));
        return new DeadLetterPublishingRecoverer(templates, (record, e) -> target(record));
    }

    private static TopicPartition target(ConsumerRecord<?, ?> record) {
        String topic = record.topic();
        String target = topic.endsWith(".DLT") ? topic.replace(".DLT", ".PARKED") : topic + ".DLT";
        return new TopicPartition(target, record.partition());
    }

    private KafkaTemplate<Object, Object> template(Serializer<Object> values) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        return new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(config, new BytesOrText(), values));
    }

    private ConcurrentKafkaListenerContainerFactory<Object, Object> text() {
        return factory(consumers(new StringDeserializer(), new StringDeserializer()));
    }

    private ConcurrentKafkaListenerContainerFactory<Object, Object> orders() {
        ErrorHandlingDeserializer<Integer> keys = new ErrorHandlingDeserializer<>(new IntegerDeserializer());
        keys.setForKey(true);
        return factory(consumers(keys, new ErrorHandlingDeserializer<>(Json.deserializer())));
    }

    private static ConcurrentKafkaListenerContainerFactory<Object, Object> factory(
            DefaultKafkaConsumerFactory<Object, Object> consumers) {
        ConcurrentKafkaListenerContainerFactory<Object, Object> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(consumers);
        return factory;
    }

    @SuppressWarnings("unchecked")
    private DefaultKafkaConsumerFactory<Object, Object> consumers(Deserializer<?> keys, Deserializer<?> values) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("auto.offset.reset", "earliest");
        // After a failure the container waits for the fetch that is under way, half a second by default.
        config.put("fetch.max.wait.ms", 50);
        return new DefaultKafkaConsumerFactory<>(config, (Deserializer<Object>) keys, (Deserializer<Object>) values);
    }
}

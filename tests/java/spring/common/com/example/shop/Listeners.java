package com.example.shop;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;

/** Listeners that fail. A group for each, so that one that joins does not disturb the others. */
@Component
public class Listeners {
    @Autowired
    private KafkaTemplate<Object, Object> template;

    @KafkaListener(topics = "orders.events", groupId = "order-service", containerFactory = "named")
    public void onOrder(ConsumerRecord<String, String> record) {
        Failures.fail((int) record.offset(), record.key());
    }

    @KafkaListener(topics = "payments", groupId = "payment-service", containerFactory = "defaults")
    public void onPayment(String payment) {
        throw new OrderRejectedException("payment refused");
    }

    @KafkaListener(topics = {"poison-value", "poison-key", "poison-both", "typed"}, groupId = "typed-service",
            containerFactory = "typed")
    public void onTyped(Order order) {
        throw new OrderRejectedException("no stock for " + order.getOrderId());
    }

    @KafkaListener(topics = "poison-retained", groupId = "retaining-service", containerFactory = "retaining")
    public void onRetained(Order order) {
        throw new OrderRejectedException("no stock for " + order.getOrderId());
    }

    @KafkaListener(topics = {"tombstones", "handmade"}, groupId = "catalogue-service", containerFactory = "named")
    public void onCatalogue(ConsumerRecord<String, String> record) {
        Failures.fail((int) record.offset(), record.key());
    }

    @KafkaListener(topics = "hops", groupId = "hop-service", containerFactory = "named")
    public void onHop(ConsumerRecord<String, String> record) {
        Failures.fail((int) record.offset(), record.key());
    }

    @KafkaListener(topics = "hops-kept", groupId = "hop-kept-service", containerFactory = "kept")
    public void onHopKept(ConsumerRecord<String, String> record) {
        Failures.fail((int) record.offset(), record.key());
    }

    /** Sends a letter back once, with all it carries, as the usual hand-written redrive does. */
    @KafkaListener(topics = {"hops.DLT", "hops-kept.DLT"}, groupId = "redrive", containerFactory = "named")
    public void redrive(ConsumerRecord<String, String> letter) {
        if (letter.headers().lastHeader("redriven") == null) {
            letter.headers().add("redriven", new byte[] {'1'});
            template.send(new ProducerRecord<>(letter.topic().replace(".DLT", ""), letter.partition(), letter.key(),
                    letter.value(), letter.headers()));
        }
    }

    @KafkaListener(topics = "parked", groupId = "parked-service", containerFactory = "named")
    public void onParked(ConsumerRecord<String, String> record) {
        throw new OrderRejectedException("first failure");
    }

    @KafkaListener(topics = "parked.DLT", groupId = "parked-letters", containerFactory = "named")
    public void onParkedLetter(ConsumerRecord<String, String> letter) {
        throw new IllegalStateException("second failure");
    }

    @KafkaListener(topics = "batch", groupId = "batch-service", containerFactory = "wholeBatch")
    public void onBatch(List<ConsumerRecord<String, String>> records) {
        Failures.failAll(records);
    }

    @KafkaListener(topics = "batch-one", groupId = "batch-one-service", containerFactory = "oneOfBatch")
    public void onBatchOne(List<ConsumerRecord<String, String>> records) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).key().equals("order-32")) {
                throw new BatchListenerFailedException("no such warehouse", new OrderRejectedException("unknown"), i);
            }
        }
    }

    @KafkaListener(topics = "attempts", groupId = "attempt-service", containerFactory = "counted")
    public void onAttempt(ConsumerRecord<String, String> record) {
        Failures.fail((int) record.offset(), record.key());
    }

    @RetryableTopic(attempts = "3", kafkaTemplate = "template")
    @KafkaListener(topics = "shipments", groupId = "shipping-service")
    public void onShipment(ConsumerRecord<String, String> record) {
        Failures.fail(record.key().equals("order-40") ? 0 : 2, record.key());
    }
}

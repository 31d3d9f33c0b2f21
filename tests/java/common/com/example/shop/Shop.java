package com.example.shop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics of a shop on a cluster: makes them, writes the records that will fail, and waits for the dead letters.
 *
 * <p>Everything about the records is fixed, the timestamps too.
 */
final class Shop implements AutoCloseable {
    private static final long START = 1_760_000_000_000L;
    private static final long LIMIT_MILLIS = 60_000;

    private final AdminClient admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private int sent;

    Shop(String bootstrap) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        admin = AdminClient.create(config);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Makes topics; the timestamps are old, and the broker would delete by them. */
    void create(int partitions, Stream<String> topics) throws Exception {
        admin.createTopics(topics.map(name -> new NewTopic(name, partitions, (short) 1)
                .configs(Map.of("retention.ms", "-1"))).collect(Collectors.toList())).all().get();
    }

    /** Writes a record with the headers an application has: tracing, an id, one name twice, and bytes that are no text. */
    void order(String topic, String key, String value) throws Exception {
        send(withHeaders(record(topic, bytes(key), bytes(value))));
    }

    /** Gives a record the headers of {@link #order}. */
    ProducerRecord<byte[], byte[]> withHeaders(ProducerRecord<byte[], byte[]> record) {
        String id = String.format("%016x", sent + 1);
        record.headers().add("traceparent", bytes("00-0af7651916cd43dd8448eb21" + id.substring(8) + "-" + id + "-01"))
                .add("eventId", bytes("evt-" + (5000 + sent)))
                .add("route", bytes("web")).add("route", bytes("checkout"))
                .add("signature", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) sent});
        return record;
    }

    ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
        return new ProducerRecord<>(topic, null, START + sent * 1000L, key, value);
    }

    /** Writes one record after the other, so that the offsets are those of this order. */
    void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        sent++;
        producer.send(record).get();
    }

    /** Waits until the topics hold as many records. */
    void await(Map<String, Long> letters) throws Exception {
        await(letters, () -> "");
    }

    /** Waits until the topics hold as many records; {@code why} says what else is known when they never do. */
    void await(Map<String, Long> letters, java.util.function.Supplier<String> why) throws Exception {
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        Map<String, Long> expected = new TreeMap<>(letters);
        for (Map<String, Long> found = count(expected); !found.equals(expected); found = count(expected)) {
            if (System.currentTimeMillis() > deadline) {
                throw new IllegalStateException("expected " + expected + "\nfound    " + found + "\n" + why.get());
            }
            Thread.sleep(50);
        }
    }

    private Map<String, Long> count(Map<String, Long> topics) throws Exception {
        List<String> present = new ArrayList<>(topics.keySet());
        present.retainAll(admin.listTopics().names().get());
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(present).allTopicNames().get().forEach((name, it) -> it.partitions()
                .forEach(partition -> latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        Map<String, Long> counts = new TreeMap<>();
        admin.listOffsets(latest).all().get().forEach((at, end) -> counts.merge(at.topic(), end.offset(), Long::sum));
        return counts;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] integer(int number) {
        return java.nio.ByteBuffer.allocate(4).putInt(number).array();
    }
}

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every record of a topic with Apache Kafka's own consumer.
 *
 * <p>The end is asked once, before reading: the last stable offset for {@code read_committed}, else the high
 * watermark. No group, so that reading leaves nothing behind.
 */
final class Dump {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Field NAME_BYTES = nameBytes();

    private Dump() {}

    static void topic(Properties config, String topic, String isolation, Consumer<ObjectNode> out) throws Exception {
        Properties all = new Properties();
        all.putAll(config);
        all.put("isolation.level", isolation);
        all.put("auto.offset.reset", "none");
        all.put("enable.auto.commit", "false");
        all.put("allow.auto.create.topics", "false");
        all.put("max.poll.records", "2000");
        // Closing waits for the fetch that is under way, half a second by default.
        all.put("fetch.max.wait.ms", "10");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic, LIMIT)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
            partitions.sort((a, b) -> Integer.compare(a.partition(), b.partition()));
            // One partition after the other, so that the order of the lines does not depend on timing.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                partition(consumer, partition, ends.get(partition), out);
            }
        }
    }

    private static void partition(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end,
            Consumer<ObjectNode> out) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        // The position also moves over what is not shown: markers, aborted records, holes left by compaction.
        while (consumer.position(partition, LIMIT) < end) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("stuck at " + consumer.position(partition) + " of " + end);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < end) {
                    out.accept(line(record));
                }
            }
        }
    }

    private static ObjectNode line(ConsumerRecord<byte[], byte[]> record) throws Exception {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("topic", record.topic());
        line.put("partition", record.partition());
        line.put("offset", record.offset());
        line.put("timestamp", record.timestamp());
        line.put("timestamp_type", record.timestampType().toString());
        line.put("key_base64", base64(record.key()));
        line.put("value_base64", base64(record.value()));
        ArrayNode headers = line.putArray("headers");
        for (Header header : record.headers()) {
            ObjectNode one = headers.addObject();
            one.put("name_base64", base64(rawName(header)));
            one.put("value_base64", base64(header.value()));
        }
        return line;
    }

    /** A missing value stays null and an empty one becomes the empty text: the difference is what tests are about. */
    private static String base64(byte[] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    /** The name as it came over the wire: {@code key()} would replace what is not UTF-8, and forget the bytes. */
    private static byte[] rawName(Header header) throws Exception {
        ByteBuffer buffer = ((ByteBuffer) NAME_BYTES.get(header)).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Field nameBytes() {
        try {
            Field field = RecordHeader.class.getDeclaredField("keyBuffer");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}

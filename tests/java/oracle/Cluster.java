import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks and changes a cluster with Apache Kafka's own admin client. */
final class Cluster {
    private Cluster() {}

    /** Runs one operation; what it answers is an object, empty if there is nothing to say. */
    static ObjectNode run(Properties config, String operation, JsonNode args) throws Exception {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (operation.equals("send")) {
            send(config, args, answer);
            return answer;
        }
        try (Admin admin = Admin.create(config)) {
            switch (operation) {
                case "create_topic" -> createTopic(admin, args);
                case "delete_topic" -> wait(admin.deleteTopics(List.of(text(args, "topic"))).all());
                case "add_partitions" -> wait(admin.createPartitions(Map.of(text(args, "topic"),
                        NewPartitions.increaseTo(args.get("partitions").asInt()))).all());
                case "alter_topic" -> alterTopic(admin, args);
                case "delete_records" -> wait(admin.deleteRecords(Map.of(
                        new TopicPartition(text(args, "topic"), args.get("partition").asInt()),
                        RecordsToDelete.beforeOffset(args.get("before").asLong()))).all());
                case "create_acl" -> wait(admin.createAcls(List.of(acl(args))).all());
                case "delete_acl" -> wait(admin.deleteAcls(List.of(acl(args).toFilter())).all());
                case "transaction" -> transaction(admin, text(args, "id"), answer);
                case "snapshot" -> snapshot(admin, answer);
                default -> throw new IllegalArgumentException("no operation " + operation);
            }
        }
        return answer;
    }

    /** Sends one record. Other clients take the timestamp 0 for "now", Java's does not. */
    private static void send(Properties config, JsonNode args, ObjectNode answer) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = args.path("value_base64").binaryValue();
            RecordMetadata at = producer.send(new ProducerRecord<>(text(args, "topic"), args.get("partition").asInt(),
                    args.get("timestamp").asLong(), null, value)).get(60, TimeUnit.SECONDS);
            answer.put("offset", at.offset());
        }
    }

    private static void createTopic(Admin admin, JsonNode args) throws Exception {
        Map<String, String> configs = texts(args.path("configs"));
        NewTopic topic = new NewTopic(text(args, "topic"), args.get("partitions").asInt(), (short) -1);
        wait(admin.createTopics(List.of(topic.configs(configs))).all());
    }

    private static void alterTopic(Admin admin, JsonNode args) throws Exception {
        Collection<AlterConfigOp> changes = new ArrayList<>();
        texts(args.path("configs")).forEach((name, value) ->
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, text(args, "topic"));
        wait(admin.incrementalAlterConfigs(Map.of(topic, changes)).all());
    }

    private static AclBinding acl(JsonNode args) {
        ResourcePattern resource = new ResourcePattern(ResourceType.fromString(text(args, "resource")),
                text(args, "name"), PatternType.fromString(args.path("pattern").asText("literal").toUpperCase(Locale.ROOT)));
        AccessControlEntry entry = new AccessControlEntry(text(args, "principal"), "*",
                AclOperation.fromString(text(args, "operation")),
                AclPermissionType.fromString(args.path("permission").asText("allow")));
        return new AclBinding(resource, entry);
    }

    private static void transaction(Admin admin, String id, ObjectNode answer) throws Exception {
        TransactionDescription is = wait(admin.describeTransactions(List.of(id)).description(id));
        answer.put("state", is.state().toString());
        answer.put("producer_id", is.producerId());
        answer.put("producer_epoch", is.producerEpoch());
        ArrayNode partitions = answer.putArray("partitions");
        is.topicPartitions().stream().map(TopicPartition::toString).sorted().forEach(partitions::add);
    }

    /** All that a reader could have left behind: groups, their offsets, topics with ids, ends and settings, producers. */
    private static void snapshot(Admin admin, ObjectNode answer) throws Exception {
        ObjectNode groups = answer.putObject("groups");
        for (String group : new TreeSet<>(wait(admin.listGroups().all()).stream().map(GroupListing::groupId).toList())) {
            ObjectNode offsets = groups.putObject(group);
            Map<TopicPartition, OffsetAndMetadata> committed =
                    wait(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group));
            Map<String, Long> sorted = new TreeMap<>();
            committed.forEach((at, offset) -> {
                if (offset != null) {
                    sorted.put(at.toString(), offset.offset());
                }
            });
            sorted.forEach(offsets::put);
        }
        ObjectNode topics = answer.putObject("topics");
        for (String name : new TreeSet<>(wait(admin.listTopics().names()))) {
            TopicDescription topic = wait(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
            topic(admin, topic, topics.putObject(name));
        }
        ArrayNode transactions = answer.putArray("transactions");
        wait(admin.listTransactions().all()).stream().map(TransactionListing::transactionalId).sorted()
                .forEach(transactions::add);
    }

    private static void topic(Admin admin, TopicDescription topic, ObjectNode out) throws Exception {
        out.put("id", topic.topicId().toString());
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topic.partitions().forEach(info -> {
            TopicPartition at = new TopicPartition(topic.name(), info.partition());
            earliest.put(at, OffsetSpec.earliest());
            latest.put(at, OffsetSpec.latest());
        });
        var begins = wait(admin.listOffsets(earliest).all());
        var ends = wait(admin.listOffsets(latest).all());
        ArrayNode partitions = out.putArray("partitions");
        for (int p = 0; p < topic.partitions().size(); p++) {
            TopicPartition at = new TopicPartition(topic.name(), p);
            partitions.addObject().put("begin", begins.get(at).offset()).put("end", ends.get(at).offset());
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        Map<String, String> set = new TreeMap<>();
        for (ConfigEntry entry : wait(admin.describeConfigs(List.of(resource)).all()).get(resource).entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                set.put(entry.name(), entry.value());
            }
        }
        ObjectNode configs = out.putObject("configs");
        set.forEach(configs::put);
    }

    private static String text(JsonNode args, String name) {
        if (!args.path(name).isTextual()) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return args.get(name).asText();
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> map = new TreeMap<>();
        object.fields().forEachRemaining(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    private static <T> T wait(KafkaFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }
}

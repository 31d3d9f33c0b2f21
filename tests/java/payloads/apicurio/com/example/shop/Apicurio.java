package com.example.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apicurio.registry.serde.SerdeConfig;
import io.apicurio.registry.serde.avro.AvroKafkaSerdeConfig;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.jsonschema.JsonSchemaKafkaSerializer;
import io.apicurio.registry.serde.protobuf.ProtobufKafkaSerializer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Prints payloads of Apicurio's serializers, in each of their forms.
 *
 * <p>Arguments: the root of an empty Apicurio Registry, and the capture of Confluent's serializers.
 */
public final class Apicurio {
    private final String root;
    private final Samples samples;
    private final ArrayNode cases = Cases.JSON.createArrayNode();

    private Apicurio(String root, Samples samples) {
        this.root = root;
        this.samples = samples;
    }

    public static void main(String[] args) throws Exception {
        Apicurio apicurio = new Apicurio(args[0], Cases.samples(args[1]));
        Cases.print("Apicurio Registry's serdes 2.6.13.Final for Kafka, kafka-clients 4.3.1; registry: Apicurio 3.0.9", apicurio.cases());
        // The serializers' clients have threads of their own.
        System.exit(0);
    }

    private ArrayNode cases() throws Exception {
        Map<String, Object> headers = Map.of();
        Map<String, Object> content = Map.of(SerdeConfig.USE_ID, "contentId");
        Map<String, Object> frame = Map.of(SerdeConfig.ENABLE_HEADERS, "false");
        Map<String, Object> confluent = Map.of(SerdeConfig.ENABLE_HEADERS, "false",
                SerdeConfig.ENABLE_CONFLUENT_ID_HANDLER, "true", SerdeConfig.USE_ID, "contentId");
        Map<String, Object> text = Map.of(AvroKafkaSerdeConfig.AVRO_ENCODING, AvroKafkaSerdeConfig.AVRO_ENCODING_JSON);
        avro("avro: global id in the headers", "avro-headers", headers, false);
        avro("avro: content id in the headers", "avro-content", content, false);
        avro("avro: global id of eight bytes in the frame", "avro-frame", frame, false);
        avro("avro: content id of four bytes in the frame, as Confluent's", "avro-confluent", confluent, false);
        avro("avro: in Avro's own JSON", "avro-json", text, false);
        avro("avro: a key, global id in the headers", "avro-key", headers, true);
        protobuf("protobuf: global id in the headers", "proto-headers", "protobuf: every type", headers);
        protobuf("protobuf: global id of eight bytes in the frame", "proto-frame", "protobuf: every type", frame);
        protobuf("protobuf: extremes", "proto-extremes", "protobuf: extremes", frame);
        protobuf("protobuf: the second message", "proto-second", "protobuf: the second message", frame);
        Map<String, Object> unchecked = new HashMap<>(frame);
        unchecked.put(SerdeConfig.VALIDATION_ENABLED, "false");
        protobuf("protobuf: a nested message", "proto-nested", "protobuf: message index 0, 1, 1", unchecked);
        protobuf("protobuf: content id of four bytes in the frame, as Confluent's", "proto-confluent", "protobuf: the second message", confluent);
        json("json: global id in the headers", "json-headers", headers);
        json("json: global id of eight bytes in the frame", "json-frame", frame);
        return cases;
    }

    private void avro(String name, String topic, Map<String, Object> settings, boolean isKey) throws Exception {
        AvroKafkaSerializer<Object> serializer = new AvroKafkaSerializer<>();
        add(name, topic, serializer, settings, isKey, samples.order(), Samples.orderAsJson(), null);
    }

    private void protobuf(String name, String topic, String sample, Map<String, Object> settings) throws Exception {
        Samples.Message message = samples.message(sample);
        ProtobufKafkaSerializer<com.google.protobuf.DynamicMessage> serializer = new ProtobufKafkaSerializer<>();
        add(name, topic, serializer, settings, false, message.message(), message.json(), message.name());
    }

    private void json(String name, String topic, Map<String, Object> settings) throws Exception {
        ObjectNode schema = Cases.JSON.createObjectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#").put("type", "object");
        schema.putObject("properties").putObject("id").put("type", "string");
        ObjectNode body = Cases.JSON.createObjectNode();
        body.put("schemaType", "JSON").put("schema", schema.toString());
        Cases.post(root + "/apis/ccompat/v7/subjects/" + topic + "-value/versions", body.toString());
        Map<String, Object> found = new HashMap<>(settings);
        found.put(SerdeConfig.FIND_LATEST_ARTIFACT, "true");
        found.put(SerdeConfig.AUTO_REGISTER_ARTIFACT, "false");
        JsonNode order = Cases.JSON.readTree("{\"id\":\"o-1\",\"cents\":9223372036854775807,\"größe\":\"✓\"}");
        add(name, topic, new JsonSchemaKafkaSerializer<JsonNode>(), found, false, order, order, null);
    }

    private <T> void add(String name, String topic, Serializer<T> serializer, Map<String, Object> settings, boolean isKey,
            T value, JsonNode object, String message) throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(SerdeConfig.REGISTRY_URL, root + "/apis/registry/v2");
        all.putIfAbsent(SerdeConfig.AUTO_REGISTER_ARTIFACT, "true");
        serializer.configure(all, isKey);
        Headers headers = new RecordHeaders();
        byte[] data = serializer.serialize(topic, headers, value);
        String part = isKey ? "key" : "value";
        ObjectNode one = Cases.one(name, serializer.getClass().getSimpleName(), part, data, headers);
        one.set("schema", schema(topic + "-" + part, message));
        one.set("object", object);
        cases.add(one);
    }

    /** Asks what the registry made of the schema. */
    private ObjectNode schema(String artifact, String message) throws Exception {
        String version = root + "/apis/registry/v3/groups/default/artifacts/" + Cases.segment(artifact) + "/versions/1";
        JsonNode meta = Cases.JSON.readTree(Cases.get(version));
        ObjectNode schema = Cases.JSON.createObjectNode();
        schema.set("global_id", meta.get("globalId"));
        schema.set("content_id", meta.get("contentId"));
        schema.set("language", meta.get("artifactType"));
        schema.put("text", Cases.get(version + "/content"));
        references(version, schema.putArray("references"));
        if (message != null) {
            schema.put("message", message);
        }
        return schema;
    }

    /** Adds all that a version refers to, deepest first. */
    private void references(String version, ArrayNode found) throws Exception {
        for (JsonNode reference : Cases.JSON.readTree(Cases.get(version + "/references"))) {
            String group = reference.path("groupId").asText("default");
            String target = root + "/apis/registry/v3/groups/" + Cases.segment(group) + "/artifacts/"
                    + Cases.segment(reference.get("artifactId").asText()) + "/versions/" + reference.get("version").asText();
            references(target, found);
            String name = reference.get("name").asText();
            boolean known = false;
            for (JsonNode one : found) {
                known |= one.get("name").asText().equals(name);
            }
            if (!known) {
                found.addObject().put("name", name).put("text", Cases.get(target + "/content"));
            }
        }
    }
}

package com.example.shop;

import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistrySerializationFacade;
import com.amazonaws.services.schemaregistry.serializers.json.JsonDataWithSchema;
import com.amazonaws.services.schemaregistry.utils.AWSSchemaRegistryConstants;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.services.glue.model.DataFormat;

/**
 * Prints payloads of the serializers of AWS Glue's schema registry, which get the id of the schema's version from here
 * instead of from AWS.
 *
 * <p>Argument: the capture of Confluent's serializers.
 */
public final class Glue {
    private final Samples samples;
    private final ArrayNode cases = Cases.JSON.createArrayNode();

    private Glue(Samples samples) {
        this.samples = samples;
    }

    public static void main(String[] args) throws Exception {
        Glue glue = new Glue(Cases.samples(args[0]));
        Cases.print("AWS Glue Schema Registry serde 1.1.23; AWS was not asked, the ids of versions are made up", glue.cases());
        System.exit(0);
    }

    private ArrayNode cases() throws Exception {
        add("glue: avro", "NONE", DataFormat.AVRO, samples.order(), Samples.orderAsJson(), null);
        add("glue: avro, compressed", "ZLIB", DataFormat.AVRO, samples.order(), Samples.orderAsJson(), null);
        Samples.Message message = samples.message("protobuf: the second message");
        add("glue: protobuf", "NONE", DataFormat.PROTOBUF, message.message(), message.json(), message.name());
        Samples.Message nested = samples.message("protobuf: message index 0, 1, 1");
        add("glue: protobuf, a nested message, compressed", "ZLIB", DataFormat.PROTOBUF, nested.message(), nested.json(), nested.name());
        String schema = "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}";
        String payload = "{\"id\":\"o-1\",\"cents\":5}";
        JsonDataWithSchema data = JsonDataWithSchema.builder(schema, payload).build();
        add("glue: json", "NONE", DataFormat.JSON, data, Cases.JSON.readTree(payload), null);
        return cases;
    }

    private void add(String name, String compression, DataFormat format, Object value, JsonNode object, String message) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AWSSchemaRegistryConstants.AWS_REGION, "eu-west-1");
        settings.put(AWSSchemaRegistryConstants.COMPRESSION_TYPE, compression);
        settings.put(AWSSchemaRegistryConstants.PROTOBUF_MESSAGE_TYPE, "DYNAMIC_MESSAGE");
        GlueSchemaRegistrySerializationFacade facade = GlueSchemaRegistrySerializationFacade.builder()
                .credentialProvider(AnonymousCredentialsProvider.create())
                .configs(settings)
                .build();
        UUID version = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] data = facade.serialize(format, value, version);
        ObjectNode one = Cases.one(name, "GlueSchemaRegistrySerializationFacade", "value", data, new RecordHeaders());
        ObjectNode schema = one.putObject("schema");
        schema.put("version_id", version.toString());
        schema.put("language", format.toString());
        schema.put("text", facade.getSchemaDefinition(format, value));
        schema.putArray("references");
        if (message != null) {
            schema.put("message", message);
        }
        one.set("object", object);
        cases.add(one);
    }
}

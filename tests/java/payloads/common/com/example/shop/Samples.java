package com.example.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.google.protobuf.util.JsonFormat;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** What is written: the same objects for every serializer. */
final class Samples {
    private static final String ORDER = """
            {"type":"record","name":"Order","namespace":"com.example.shop","fields":[
              {"name":"id","type":{"type":"string","avro.java.string":"String"}},
              {"name":"total","type":{"type":"record","name":"Money","fields":[
                {"name":"cents","type":"long"},{"name":"currency","type":["null","string"],"default":null}]}},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}},
              {"name":"placed","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"day","type":{"type":"int","logicalType":"date"}},
              {"name":"status","type":{"type":"enum","name":"Status","symbols":["OPEN","PAID"]}},
              {"name":"hash","type":{"type":"fixed","name":"Hash","size":4}},
              {"name":"counts","type":{"type":"map","values":"long"}},
              {"name":"ratios","type":{"type":"array","items":"double"}},
              {"name":"parent","type":["null","Order"],"default":null}]}""";

    private final JsonNode confluent;

    Samples(JsonNode confluent) {
        this.confluent = confluent;
    }

    /** An order in an order. */
    GenericRecord order() {
        Schema schema = new Schema.Parser().parse(ORDER);
        GenericRecord parent = order(schema, "o-1", Long.MIN_VALUE, null, null);
        return order(schema, "größe 数", Long.MAX_VALUE, "EUR", parent);
    }

    private static GenericRecord order(Schema schema, String id, long cents, String currency, GenericRecord parent) {
        GenericRecord money = new GenericData.Record(schema.getField("total").schema());
        money.put("cents", cents);
        money.put("currency", currency);
        GenericRecord order = new GenericData.Record(schema);
        order.put("id", id);
        order.put("total", money);
        order.put("price", ByteBuffer.wrap(new BigDecimal("-1234.50").unscaledValue().toByteArray()));
        order.put("placed", 1_795_264_200_123L);
        order.put("day", 20_778);
        order.put("status", new GenericData.EnumSymbol(schema.getField("status").schema(), "PAID"));
        order.put("hash", new GenericData.Fixed(schema.getField("hash").schema(), new byte[] {(byte) 0xDE, (byte) 0xAD, 0, 1}));
        order.put("counts", Map.of("a", -1L));
        order.put("ratios", List.of(0.1, Double.NaN, Double.NEGATIVE_INFINITY));
        order.put("parent", parent);
        return order;
    }

    /** The same in JSON. */
    static JsonNode orderAsJson() throws Exception {
        String one = """
                {"id":"%s","total":{"cents":%d,"currency":%s},"price":"-1234.50","placed":"2026-11-21T12:30:00.123Z",
                 "day":"2026-11-21","status":"PAID","hash":{"base64":"3q0AAQ==","size":4},"counts":{"a":-1},
                 "ratios":[0.1,"NaN","-Infinity"],"parent":%s}""";
        String parent = String.format(one, "o-1", Long.MIN_VALUE, "null", "null");
        return Cases.JSON.readTree(String.format(one, "größe 数", Long.MAX_VALUE, "\"EUR\"", parent));
    }

    /** A message of Protobuf and what it is in JSON, by the name of the case in Confluent's capture. */
    Message message(String name) throws Exception {
        for (JsonNode one : confluent.get("cases")) {
            if (one.get("name").asText().equals(name)) {
                JsonNode schema = one.get("schema");
                Map<String, FileDescriptor> files = wellKnown();
                for (JsonNode reference : schema.get("references")) {
                    file(reference.get("text").asText(), files);
                }
                FileDescriptor file = file(schema.get("text").asText(), files);
                Descriptor descriptor = find(file, schema.get("message").asText());
                DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor);
                JsonFormat.TypeRegistry types = JsonFormat.TypeRegistry.newBuilder()
                        .add(files.values().stream().flatMap(it -> it.getMessageTypes().stream()).toList())
                        .build();
                JsonFormat.parser().usingTypeRegistry(types).merge(one.get("object").toString(), builder);
                return new Message(builder.build(), one.get("object"), descriptor.getFullName());
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** A message, itself in JSON, and its name. */
    record Message(DynamicMessage message, JsonNode json, String name) {}

    private static Map<String, FileDescriptor> wellKnown() {
        Map<String, FileDescriptor> files = new HashMap<>();
        for (FileDescriptor file : List.of(AnyProto.getDescriptor(), DurationProto.getDescriptor(), EmptyProto.getDescriptor(),
                FieldMaskProto.getDescriptor(), StructProto.getDescriptor(), TimestampProto.getDescriptor(),
                WrappersProto.getDescriptor())) {
            files.put(file.getName(), file);
        }
        return files;
    }

    private static FileDescriptor file(String base64, Map<String, FileDescriptor> files) throws Exception {
        FileDescriptorProto proto = FileDescriptorProto.parseFrom(Base64.getDecoder().decode(base64));
        FileDescriptor[] imports = proto.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
        FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
        files.put(file.getName(), file);
        return file;
    }

    private static Descriptor find(FileDescriptor file, String fullName) {
        String[] names = fullName.substring(file.getPackage().length() + 1).split("\\.");
        Descriptor found = file.findMessageTypeByName(names[0]);
        for (int i = 1; i < names.length; i++) {
            found = found.findNestedTypeByName(names[i]);
        }
        return found;
    }
}

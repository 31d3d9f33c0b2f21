package com.example.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Prints payloads without a schema: serialized objects of Java, MessagePack, CBOR. */
public final class Formats {
    private static final ArrayNode CASES = Cases.JSON.createArrayNode();

    private Formats() {}

    public static void main(String[] args) throws Exception {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", "o-1");
        object.put("cents", Long.MAX_VALUE);
        object.put("small", -5);
        object.put("ratio", 0.1);
        object.put("flag", true);
        object.put("nothing", null);
        object.put("text", "größe 数");
        object.put("list", List.of(1, "x"));
        object.put("raw", new byte[] {0, (byte) 0xFF});
        JsonNode json = Cases.JSON.readTree("""
                {"id":"o-1","cents":9223372036854775807,"small":-5,"ratio":0.1,"flag":true,"nothing":null,"text":"größe 数",
                 "list":[1,"x"],"raw":{"base64":"AP8=","size":2}}""");

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new LinkedHashMap<>(Map.of("id", "o-1")));
        }
        add("java: a serialized map", "ObjectOutputStream", bytes.toByteArray(), null);
        bytes.reset();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new IllegalStateException("out of stock", new java.io.IOException("timed out")));
        }
        add("java: a serialized exception", "ObjectOutputStream", bytes.toByteArray(), null);

        ObjectMapper cbor = new ObjectMapper(new CBORFactory());
        add("cbor: an object", "CBORFactory", cbor.writeValueAsBytes(object), json);
        CBORFactory described = CBORFactory.builder().enable(CBORGenerator.Feature.WRITE_TYPE_HEADER).build();
        add("cbor: with the tag that says it is CBOR", "CBORFactory", new ObjectMapper(described).writeValueAsBytes(object), json);
        Map<String, Object> numbers = new LinkedHashMap<>();
        // A negative one is written as the next lower number by this version of Jackson.
        numbers.put("big", new BigInteger("18446744073709551617"));
        numbers.put("decimal", new BigDecimal("12.50"));
        numbers.put("nan", Double.NaN);
        add("cbor: big numbers", "CBORFactory", cbor.writeValueAsBytes(numbers),
                Cases.JSON.readTree("{\"big\":\"18446744073709551617\",\"decimal\":\"12.50\",\"nan\":\"NaN\"}"));

        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(10);
            packer.packString("id").packString("o-1");
            packer.packString("cents").packLong(Long.MAX_VALUE);
            packer.packString("small").packInt(-5);
            packer.packString("ratio").packDouble(0.1);
            packer.packString("flag").packBoolean(true);
            packer.packString("nothing").packNil();
            packer.packString("text").packString("größe 数");
            packer.packString("list").packArrayHeader(2).packInt(1).packString("x");
            packer.packString("raw").packBinaryHeader(2).writePayload(new byte[] {0, (byte) 0xFF});
            packer.packString("at").packTimestamp(Instant.parse("2026-11-21T12:30:00.123456789Z"));
            ObjectNode told = json.deepCopy();
            told.put("at", "2026-11-21T12:30:00.123456789Z");
            add("msgpack: an object", "MessageBufferPacker", packer.toByteArray(), told);
        }
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packArrayHeader(3);
            packer.packBigInteger(new BigInteger("18446744073709551615"));
            packer.packMapHeader(1).packInt(7).packString("seven");
            packer.packExtensionTypeHeader((byte) 42, 2).writePayload(new byte[] {1, 2});
            add("msgpack: keys that are no text, an extension", "MessageBufferPacker", packer.toByteArray(), null);
        }
        Cases.print("ObjectOutputStream of Java 17, jackson-dataformat-cbor 2.18.2, msgpack-core 0.9.9", CASES);
    }

    private static void add(String name, String serializer, byte[] data, JsonNode object) {
        ObjectNode one = Cases.one(name, serializer, "value", data, new RecordHeaders());
        one.putNull("schema");
        one.set("object", object);
        CASES.add(one);
    }
}

package com.example.shop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serializer;

/** Writes what a listener got, were it read or, as with poison, left as bytes. */
public class BytesOrText implements Serializer<Object> {
    @Override
    public byte[] serialize(String topic, Object data) {
        if (data == null) {
            return null;
        }
        if (data instanceof byte[] bytes) {
            return bytes;
        }
        if (data instanceof Integer number) {
            return ByteBuffer.allocate(4).putInt(number).array();
        }
        return data.toString().getBytes(StandardCharsets.UTF_8);
    }
}

package com.example.shop;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.springframework.kafka.support.serializer.JacksonJsonDeserializer;
import org.springframework.kafka.support.serializer.JacksonJsonSerializer;

/** JSON with Jackson 3. */
final class Json {
    private Json() {}

    static Serializer<Object> serializer() {
        return new JacksonJsonSerializer<>();
    }

    static Deserializer<Order> deserializer() {
        return new JacksonJsonDeserializer<>(Order.class);
    }
}

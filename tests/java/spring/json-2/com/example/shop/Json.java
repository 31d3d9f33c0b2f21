package com.example.shop;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.springframework.kafka.support.serializer.JsonDeserializer;
import org.springframework.kafka.support.serializer.JsonSerializer;

/** JSON with Jackson 2. */
final class Json {
    private Json() {}

    static Serializer<Object> serializer() {
        return new JsonSerializer<>();
    }

    static Deserializer<Order> deserializer() {
        return new JsonDeserializer<>(Order.class);
    }
}

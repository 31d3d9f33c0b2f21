package com.example.shop;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** The records that will fail. Everything about them is fixed, the timestamps too. */
final class Inputs {
    /** Letters on partition 0 of the orders. */
    static final int FIRST = 27;
    /** Letters on partition 1 of the orders. */
    static final int SECOND = 6;

    private static final long START = 1_760_000_000_000L;

    private final KafkaProducer<byte[], byte[]> producer;
    private int sent;

    private Inputs(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    static void send(String bootstrap) throws Exception {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            Inputs inputs = new Inputs(producer);
            inputs.orders();
            inputs.others();
        }
    }

    /** Keys decide the partition, as in the shop; those of a partition that has enough are left out. */
    private void orders() throws Exception {
        int[] left = {FIRST, SECOND};
        for (int id = 1000; left[0] > 0 || left[1] > 0; id++) {
            String order = "order-" + id;
            int partition = Utils.toPositive(Utils.murmur2(bytes(order))) % 2;
            if (left[partition]-- > 0) {
                send(shop("orders.events", order, json(order, id)));
            }
        }
    }

    private void others() throws Exception {
        for (String topic : new String[] {"payments", "plain"}) {
            send(shop(topic, "order-1", json("order-1", 1)));
            send(shop(topic, "order-2", json("order-2", 2)));
        }
        send(record("poison-value", integer(7), bytes("{\"orderId\": \"order-7\",")));
        send(record("poison-value", integer(8), new byte[] {0, 0, 0, 0, 42, (byte) 0xff, 1}));
        send(record("poison-key", bytes("k\0\1"), json("order-9", 9)));
        send(record("poison-both", bytes("k\0\1"), bytes("not json")));
        send(record("poison-retained", integer(10), bytes("[1, 2")));

        ProducerRecord<byte[], byte[]> typed = record("typed", integer(11), json("order-11", 11));
        typed.headers().add("__TypeId__", bytes(Order.class.getName()));
        send(typed);
        send(record("typed", integer(12), json("order-12", 12)));

        send(record("tombstones", bytes("order-13"), null));
        send(record("tombstones", null, null));

        ProducerRecord<byte[], byte[]> handmade = shop("handmade", "order-14", json("order-14", 14));
        handmade.headers().add("kafka_dlt-original-offset", bytes("1234"));
        send(handmade);
        handmade = shop("handmade", "order-15", json("order-15", 15));
        handmade.headers().add("kafka_dlt-original-topic", bytes("elsewhere")).add("empty", new byte[0])
                .add("null", null);
        send(handmade);

        for (String topic : new String[] {"hops", "hops-kept", "parked", "attempts"}) {
            send(shop(topic, "order-16", json("order-16", 16)));
        }
        for (int i = 0; i < 5; i++) {
            send(shop("batch", "order-2" + i, json("order-2" + i, 20 + i)));
            send(shop("batch-one", "order-3" + i, json("order-3" + i, 30 + i)));
        }
        send(shop("shipments", "order-40", json("order-40", 40)));
        send(shop("shipments", "order-42", json("order-42", 42)));
    }

    /** A record with the headers an application has: tracing, an id, one name twice, and bytes that are no text. */
    private ProducerRecord<byte[], byte[]> shop(String topic, String key, byte[] value) {
        ProducerRecord<byte[], byte[]> record = record(topic, bytes(key), value);
        String id = String.format("%016x", sent + 1);
        record.headers().add("traceparent", bytes("00-0af7651916cd43dd8448eb21" + id.substring(8) + "-" + id + "-01"))
                .add("eventId", bytes("evt-" + (5000 + sent)))
                .add("route", bytes("web")).add("route", bytes("checkout"))
                .add("signature", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) sent});
        return record;
    }

    private ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
        return new ProducerRecord<>(topic, null, START + sent * 1000L, key, value);
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        Future<?> done = producer.send(record);
        sent++;
        done.get();
    }

    private static byte[] json(String order, long number) {
        return bytes("{\"orderId\":\"" + order + "\",\"customer\":\"customer-" + number % 7 + "\",\"cents\":"
                + (number * 137 + 99) + "}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] integer(int number) {
        return java.nio.ByteBuffer.allocate(4).putInt(number).array();
    }
}

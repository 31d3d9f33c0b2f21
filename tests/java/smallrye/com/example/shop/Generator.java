package com.example.shop;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * Fills a broker with dead letters of SmallRye Reactive Messaging and ends.
 *
 * <p>Argument: the bootstrap address. Prints the names of the topics it filled, one on a line. The settings are system
 * properties, one channel each in {@link Channels}.
 */
public final class Generator {
    private static final String TEXT = "org.apache.kafka.common.serialization.StringDeserializer";
    private static final String NUMBER = "org.apache.kafka.common.serialization.IntegerDeserializer";

    /** How many letters each dead-letter and retry topic ends with. */
    private final Map<String, Long> letters = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        Generator generator = new Generator();
        System.setProperty("mp.messaging.connector.smallrye-kafka.bootstrap.servers", args[0]);
        System.setProperty("mp.messaging.connector.smallrye-kafka.auto.offset.reset", "earliest");
        System.setProperty("mp.messaging.connector.smallrye-kafka.fetch.max.wait.ms", "50");
        generator.describe();
        try (Shop shop = new Shop(args[0])) {
            shop.create(2, Stream.of("orders"));
            shop.create(1, Stream.of("prices", "futures", "typed", "retried", "handmade"));
            shop.create(1, generator.letters.keySet().stream());
            write(shop);
            Weld weld = new Weld().disableDiscovery().addBeanClass(Channels.class);
            Beans.add(weld);
            try (WeldContainer container = weld.initialize()) {
                // One after the other, because how long each waits decides the order on the next topic.
                shop.await(Map.of("retried-dead", 1L));
                shop.send(shop.record("retried", Shop.bytes("order-17"), Shop.bytes("nothing 17")));
                shop.await(generator.letters);
                System.out.println(String.join("\n", generator.letters.keySet()));
                System.out.flush();
                // The channels have nothing left to do, and an orderly end takes seconds.
                Runtime.getRuntime().halt(0);
            }
        }
    }

    private void describe() {
        channel("orders", TEXT, TEXT, 6);
        channel("prices", TEXT, TEXT, 2);
        channel("futures", TEXT, TEXT, 2);
        channel("typed", NUMBER, NUMBER, 3);
        set("typed", "fail-on-deserialization-failure", "false");
        channel("handmade", TEXT, TEXT, 2);
        channel("parking", TEXT, TEXT, 6);
        set("parking", "topic", "dead-letter-topic-orders");
        set("parking", "dead-letter-queue.topic", "parked");
        letters.put("parked", letters.remove("dead-letter-topic-parking"));
        channel("retried", TEXT, TEXT, 2);
        set("retried", "failure-strategy", "delayed-retry-topic");
        set("retried", "delayed-retry-topic.topics", "retried_retry_50,retried_retry_100");
        set("retried", "dead-letter-queue.topic", "retried-dead");
        letters.put("retried-dead", letters.remove("dead-letter-topic-retried"));
        letters.put("retried_retry_50", 2L);
        letters.put("retried_retry_100", 2L);
    }

    /** The framework's own name of the dead-letter topic, unless it is set. */
    private void channel(String name, String keys, String values, long count) {
        set(name, "connector", "smallrye-kafka");
        set(name, "group.id", name + "-service");
        set(name, "key.deserializer", keys);
        set(name, "value.deserializer", values);
        set(name, "failure-strategy", "dead-letter-queue");
        letters.put("dead-letter-topic-" + name, count);
    }

    private static void set(String channel, String name, String value) {
        System.setProperty("mp.messaging.incoming." + channel + "." + name, value);
    }

    private static void write(Shop shop) throws Exception {
        for (String value : new String[] {"gateway 1", "nothing 2", "rejected 3", "chained 4"}) {
            send(shop, 1, "orders", value);
        }
        byte[] nothing = null;
        shop.send(new ProducerRecord<>("orders", 1, 1_760_000_010_000L, Shop.bytes("order-5"), nothing));
        shop.send(new ProducerRecord<>("orders", 1, 1_760_000_011_000L, nothing, Shop.bytes("rejected 6")));
        send(shop, 0, "prices", "gateway 7");
        send(shop, 0, "prices", "rejected 8");
        send(shop, 0, "futures", "gateway 9");
        send(shop, 0, "futures", "nothing 10");

        shop.send(shop.withHeaders(shop.record("typed", Shop.integer(11), Shop.bytes("no number"))));
        shop.send(shop.withHeaders(shop.record("typed", new byte[] {'k', 0, 1}, Shop.integer(12))));
        shop.send(shop.withHeaders(shop.record("typed", new byte[] {'k', 0, 1}, Shop.bytes("no number"))));

        ProducerRecord<byte[], byte[]> handmade = shop.record("handmade", Shop.bytes("order-14"), Shop.bytes("rejected 14"));
        handmade.headers().add("dead-letter-offset", Shop.bytes("1234"));
        shop.send(handmade);
        handmade = shop.record("handmade", Shop.bytes("order-15"), Shop.bytes("rejected 15"));
        handmade.headers().add("dead-letter-topic", Shop.bytes("elsewhere")).add("empty", new byte[0]).add("null", null);
        shop.send(handmade);

        send(shop, 0, "retried", "gateway 16");
    }

    private static void send(Shop shop, int partition, String topic, String value) throws Exception {
        ProducerRecord<byte[], byte[]> record =
                shop.record(topic, Shop.bytes("order-" + value.split(" ")[1]), Shop.bytes(value));
        shop.send(shop.withHeaders(new ProducerRecord<>(topic, partition, record.timestamp(), record.key(), record.value())));
    }
}

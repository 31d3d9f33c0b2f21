package com.example.shop;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.apache.kafka.connect.util.FutureCallback;

/**
 * Fills a broker with dead letters of Kafka Connect and ends.
 *
 * <p>Argument: the bootstrap address. Prints the names of the topics it filled, one on a line. The worker is the one of
 * {@code connect-standalone}, without its REST server.
 */
public final class Generator {
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final String TEXT = "org.apache.kafka.connect.storage.StringConverter";

    /** How many letters each dead-letter topic ends with. */
    private final Map<String, Long> letters = new TreeMap<>();
    /** The settings of every connector, by its name. */
    private final Map<String, Map<String, String>> connectors = new LinkedHashMap<>();

    public static void main(String[] args) throws Exception {
        Generator generator = new Generator();
        generator.describe();
        try (Shop shop = new Shop(args[0])) {
            shop.create(1, generator.letters.keySet().stream());
            shop.create(1, Stream.of("keys", "values", "headers", "changed", "stored", "rebuilt", "handmade", "bare"));
            shop.create(2, Stream.of("second"));
            write(shop);
            Herder herder = herder(args[0]);
            herder.start();
            for (Map.Entry<String, Map<String, String>> connector : generator.connectors.entrySet()) {
                FutureCallback<Herder.Created<ConnectorInfo>> done = new FutureCallback<>();
                herder.putConnectorConfig(connector.getKey(), connector.getValue(), false, done);
                done.get();
            }
            shop.await(generator.letters);
        }
        generator.letters.keySet().forEach(System.out::println);
        System.out.flush();
        // The connectors have nothing left to do, and an orderly end takes seconds.
        Runtime.getRuntime().halt(0);
    }

    /** One connector for each stage at which Connect can give a record up, and for each way of reporting one. */
    private void describe() {
        connector("key-sink", "keys", "dlq-key-sink", 2).put("key.converter", JSON);
        connector("value-sink", "values", "dlq-value-sink", 4).put("value.converter", JSON);
        Map<String, String> headers = connector("header-sink", "headers", "headers-dlq", 1);
        headers.put("header.converter", JSON);
        headers.put("header.converter.schemas.enable", "false");
        Map<String, String> changed = connector("change-sink", "changed", "changed-dlq", 5);
        changed.put("transforms", "price,key");
        changed.put("transforms.price.type", Price.class.getName());
        changed.put("transforms.key.type", "org.apache.kafka.connect.transforms.ValueToKey");
        changed.put("transforms.key.fields", "id");
        connector("store-sink", "stored", "dlq-store-sink", 5);
        connector("rebuild-sink", "rebuilt", "rebuilt-dlq", 2);
        connector("hand-sink", "handmade", "handmade-dlq", 2);
        connector("partition-sink", "second", "second-dlq", 2);
        Map<String, String> bare = connector("bare-sink", "bare", "bare-dlq", 2);
        bare.put("value.converter", JSON);
        bare.put("errors.deadletterqueue.context.headers.enable", "false");
        // Reads dead letters of another connector and fails again.
        connector("parking-sink", "dlq-store-sink", "parked-dlq", 5);
    }

    private Map<String, String> connector(String name, String topic, String deadLetters, long count) {
        Map<String, String> config = new HashMap<>();
        config.put("name", name);
        config.put("connector.class", Warehouse.class.getName());
        config.put("tasks.max", "1");
        config.put("topics", topic);
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", deadLetters);
        config.put("errors.deadletterqueue.topic.replication.factor", "1");
        config.put("errors.deadletterqueue.context.headers.enable", "true");
        config.put("value.converter.schemas.enable", "false");
        config.put("key.converter.schemas.enable", "false");
        connectors.put(name, config);
        letters.put(deadLetters, count);
        return config;
    }

    private static Herder herder(String bootstrap) {
        Map<String, String> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("key.converter", TEXT);
        config.put("value.converter", TEXT);
        config.put("offset.storage.file.filename", "unused");
        config.put("plugin.discovery", "service_load");
        // An empty fetch waits half a second by default.
        config.put("consumer.fetch.max.wait.ms", "50");
        Plugins plugins = new Plugins(config);
        plugins.compareAndSwapWithDelegatingLoader();
        StandaloneConfig worker = new StandaloneConfig(config);
        ConnectorClientConfigOverridePolicy policy = new AllConnectorClientConfigOverridePolicy();
        policy.configure(Map.of());
        return new StandaloneHerder(
                new Worker("shop", Time.SYSTEM, plugins, worker, new Offsets(), policy), "shop", policy);
    }

    private static void write(Shop shop) throws Exception {
        shop.order("keys", "{\"order\": ", "rejected");
        shop.send(shop.withHeaders(shop.record("keys", new byte[] {0, 0, 0, 0, 42, (byte) 0xff, 1}, null)));

        shop.order("values", "order-1", "{\"orderId\": \"order-1\",");
        shop.send(shop.record("values", Shop.bytes("order-2"), new byte[] {0, 0, 0, 0, 42, (byte) 0xff, 1}));
        shop.send(shop.record("values", null, Shop.bytes("oops")));
        shop.send(shop.record("values", Shop.bytes("order-3"), Shop.bytes("[1, 2]\ntrailing \0 bytes")));

        ProducerRecord<byte[], byte[]> header = shop.record("headers", Shop.bytes("order-4"), Shop.bytes("rejected 4"));
        header.headers().add("quantity", Shop.bytes("3")).add("note", Shop.bytes("{oops")).add("null", null);
        shop.send(header);

        shop.order("changed", "order-5", "gateway 5");
        shop.order("changed", "order-6", "nothing 6");
        shop.order("changed", "order-7", "chained 7");
        shop.order("changed", "order-8", "unpriced");
        shop.send(shop.record("changed", Shop.bytes("order-9"), null));

        shop.order("stored", "order-10", "gateway 10");
        shop.order("stored", "order-11", "nothing 11");
        shop.order("stored", "order-12", "rejected 12");
        shop.order("stored", "order-13", "chained 13");
        shop.send(shop.record("stored", null, null));

        shop.order("rebuilt", "order-14", "rejected 14");
        shop.order("rebuilt", "order-15", "rejected 15");

        ProducerRecord<byte[], byte[]> handmade = shop.record("handmade", Shop.bytes("order-16"), Shop.bytes("rejected 16"));
        handmade.headers().add("__connect.errors.offset", Shop.bytes("1234"));
        shop.send(handmade);
        handmade = shop.record("handmade", Shop.bytes("order-17"), Shop.bytes("rejected 17"));
        handmade.headers().add("__connect.errors.topic", Shop.bytes("elsewhere")).add("empty", new byte[0]).add("null", null);
        shop.send(handmade);

        for (int number = 18; number < 20; number++) {
            shop.send(shop.withHeaders(new ProducerRecord<>("second", 1, 1_760_000_500_000L + number,
                    Shop.bytes("order-" + number), Shop.bytes("rejected " + number))));
        }
        shop.order("bare", "order-20", "oops");
        shop.order("bare", "order-21", "\"rejected 21\"");
    }

    /** Only sources have offsets that a worker would keep. */
    private static final class Offsets extends MemoryOffsetBackingStore {
        @Override
        public java.util.Set<Map<String, Object>> connectorPartitions(String connector) {
            return java.util.Set.of();
        }
    }
}

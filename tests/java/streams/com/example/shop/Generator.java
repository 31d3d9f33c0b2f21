package com.example.shop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Fills a broker with dead letters of Kafka Streams and ends.
 *
 * <p>Argument: the bootstrap address. Prints the names of the topics it filled, one on a line. Every application has a
 * dead-letter topic of its own; the records of one are sent one after the other, so that the order is fixed.
 */
public final class Generator implements AutoCloseable {
    private final String bootstrap;
    private final Path states;
    private final Shop shop;
    private final List<KafkaStreams> running = new ArrayList<>();
    private final Map<String, Long> letters = new TreeMap<>();

    private Generator(String bootstrap) throws Exception {
        this.bootstrap = bootstrap;
        states = Files.createTempDirectory("streams");
        shop = new Shop(bootstrap);
    }

    public static void main(String[] args) throws Exception {
        try (Generator generator = new Generator(args[0])) {
            generator.run();
            generator.letters.keySet().forEach(System.out::println);
        }
        System.out.flush();
        // The applications have nothing left to do, and an orderly end takes seconds.
        Runtime.getRuntime().halt(0);
    }

    private void run() throws Exception {
        shop.create(2, Stream.of("orders", "typed"));
        shop.create(1, Stream.of("totals", "branches", "out", "small", "ticks", "strict", "large", "unwritable"));
        shop.create(1, Stream.of("shop-dlq", "ticking-dlq", "strict-dlq", "large-dlq", "unwritable-dlq", "parking-dlq"));
        // Applications that end with their first failure.
        single("strict", Topologies.typed("strict"), shop.record("strict", Shop.integer(1), Shop.bytes("no number")));
        single("large", Topologies.enlarging("large", "small"),
                shop.withHeaders(shop.record("large", Shop.bytes("order-2"), Shop.bytes("large"))));
        single("unwritable", Topologies.unwritable("unwritable", "out"),
                shop.withHeaders(shop.record("unwritable", Shop.bytes("order-3"), Shop.bytes("order"))));
        start("ticking", Topologies.ticking("ticks"), true);
        letters.put("ticking-dlq", 1L);
        start("shop", Topologies.shop(), true);
        for (Map.Entry<String, ProducerRecord<byte[], byte[]>> one : records().entrySet()) {
            shop.send(one.getValue());
            letters.merge("shop-dlq", 1L, Long::sum);
            shop.await(Map.of("shop-dlq", letters.get("shop-dlq")), () -> one.getKey());
        }
        start("parking", Topologies.parking("shop-dlq"), true);
        letters.put("parking-dlq", letters.get("shop-dlq"));
        shop.await(letters, running::toString);
    }

    /** What fails in the shop, in order, each with a name for messages. */
    private Map<String, ProducerRecord<byte[], byte[]>> records() {
        Map<String, ProducerRecord<byte[], byte[]>> all = new LinkedHashMap<>();
        int at = 0;
        for (String value : new String[] {"gateway 5", "nothing 6", "rejected 7", "chained 8"}) {
            all.put(value, shop.withHeaders(record(at++, "orders", Shop.bytes("order-" + value.split(" ")[1]),
                    Shop.bytes(value))));
        }
        all.put("a tombstone", record(at++, "orders", Shop.bytes("order-9"), null));
        ProducerRecord<byte[], byte[]> nothing = record(at++, "orders", null, null);
        // Without a key the producer would take any partition.
        all.put("neither key nor value",
                new ProducerRecord<>("orders", 1, nothing.timestamp(), nothing.key(), nothing.value()));
        all.put("a value", record(at++, "typed", Shop.integer(10), Shop.bytes("no number")));
        all.put("a key", record(at++, "typed", new byte[] {'k', 0, 1}, new byte[8]));
        all.put("both", shop.withHeaders(record(at++, "typed", new byte[] {'k', 0, 1}, Shop.bytes("no number"))));
        all.put("behind a repartition topic",
                shop.withHeaders(record(at++, "totals", Shop.bytes("order-11"), Shop.bytes("customer-4"))));
        all.put("after something was written",
                shop.withHeaders(record(at++, "branches", Shop.bytes("order-14"), Shop.bytes("rejected 14"))));
        ProducerRecord<byte[], byte[]> handmade = record(at++, "orders", Shop.bytes("order-12"), Shop.bytes("rejected 12"));
        handmade.headers().add("__streams.errors.offset", Shop.bytes("1234"));
        all.put("with a text offset", handmade);
        handmade = record(at, "orders", Shop.bytes("order-13"), Shop.bytes("rejected 13"));
        handmade.headers().add("__streams.errors.exception", Shop.bytes("by hand")).add("empty", new byte[0]).add("null", null);
        all.put("with a class", handmade);
        return all;
    }

    /** A second apart, and behind those that were sent before. */
    private ProducerRecord<byte[], byte[]> record(int at, String topic, byte[] key, byte[] value) {
        return new ProducerRecord<>(topic, null, 1_760_000_100_000L + at * 1000L, key, value);
    }

    private void single(String name, Topology topology, ProducerRecord<byte[], byte[]> record) throws Exception {
        start(name, topology, false);
        shop.send(record);
        letters.put(name + "-dlq", 1L);
    }

    private void start(String name, Topology topology, boolean goesOn) {
        Properties config = new Properties();
        config.put("application.id", name);
        config.put("bootstrap.servers", bootstrap);
        config.put("state.dir", states.toString());
        config.put("errors.dead.letter.queue.topic.name", name + "-dlq");
        config.put("commit.interval.ms", "100");
        config.put("poll.ms", "10");
        // What went through a topic of its own is to be seen there.
        config.put("repartition.purge.interval.ms", "3600000");
        config.put("statestore.cache.max.bytes", "0");
        config.put("auto.offset.reset", "earliest");
        config.put("consumer.fetch.max.wait.ms", "50");
        config.put("producer.linger.ms", "0");
        if (goesOn) {
            config.put("deserialization.exception.handler", LogAndContinueExceptionHandler.class.getName());
            config.put("processing.exception.handler", LogAndContinueProcessingExceptionHandler.class.getName());
        }
        KafkaStreams streams = new KafkaStreams(topology, config);
        streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        streams.start();
        running.add(streams);
    }

    @Override
    public void close() throws Exception {
        shop.close();
        try (Stream<Path> all = Files.walk(states)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}

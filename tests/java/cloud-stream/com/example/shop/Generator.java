package com.example.shop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * Fills a broker with dead letters of Spring Cloud Stream's Kafka binder and ends.
 *
 * <p>Argument: the bootstrap address. Prints the names of the topics it filled, one on a line. One binding for each
 * function of {@link Functions}.
 */
public final class Generator {
    /** How many letters each dead-letter topic ends with. */
    private final Map<String, Long> letters = new TreeMap<>();
    private final Map<String, Object> settings = new LinkedHashMap<>();

    public static void main(String[] args) throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        Generator generator = new Generator();
        generator.describe(args[0]);
        try (Shop shop = new Shop(args[0])) {
            shop.create(2, Stream.of("shop.orders", "error.shop.orders.order-service"));
            shop.create(1, Stream.of("retried", "typed", "handmade", "batches"));
            shop.create(1, generator.letters.keySet().stream().filter(name -> !name.startsWith("error.shop.")));
            write(shop);
            SpringApplication application = new SpringApplication(Functions.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.setBannerMode(org.springframework.boot.Banner.Mode.OFF);
            application.setDefaultProperties(generator.settings);
            application.run();
            shop.await(generator.letters);
        }
        generator.letters.keySet().forEach(System.out::println);
        System.out.flush();
        // The bindings have nothing left to do, and an orderly end takes seconds.
        Runtime.getRuntime().halt(0);
    }

    private void describe(String bootstrap) {
        settings.put("spring.cloud.stream.kafka.binder.brokers", bootstrap);
        settings.put("spring.cloud.stream.kafka.binder.auto-create-topics", "false");
        settings.put("spring.cloud.stream.kafka.binder.configuration.fetch.max.wait.ms", "50");
        settings.put("spring.cloud.function.definition", "orders;retried;typed;handmade;batches;parking");
        bind("orders", "shop.orders", "order-service", 6);
        // One attempt is made without the machinery of attempts, which is the default.
        bind("retried", "retried", "retry-service", 2);
        consumer("retried", "max-attempts", "2");
        consumer("retried", "back-off-initial-interval", "10");
        bind("typed", "typed", "typed-service", 2);
        bind("handmade", "handmade", "hand-service", 2);
        named("handmade", "hand-service", "handmade.dead");
        bind("batches", "batches", "batch-service", 3);
        consumer("batches", "batch-mode", "true");
        bind("parking", "error.shop.orders.order-service", "parking", 6);
        kafka("parking", "dlq-partitions", "1");
    }

    /** The framework's own name of the dead-letter topic. */
    private void bind(String function, String topic, String group, long count) {
        String binding = "spring.cloud.stream.bindings." + function + "-in-0.";
        settings.put(binding + "destination", topic);
        settings.put(binding + "group", group);
        consumer(function, "max-attempts", "1");
        kafka(function, "enable-dlq", "true");
        letters.put("error." + topic + "." + group, count);
    }

    private void named(String function, String group, String name) {
        kafka(function, "dlq-name", name);
        letters.put(name, letters.remove("error." + function + "." + group));
    }

    private void consumer(String function, String name, String value) {
        settings.put("spring.cloud.stream.bindings." + function + "-in-0.consumer." + name, value);
    }

    private void kafka(String function, String name, String value) {
        settings.put("spring.cloud.stream.kafka.bindings." + function + "-in-0.consumer." + name, value);
    }

    private static void write(Shop shop) throws Exception {
        for (String value : new String[] {"gateway 1", "nothing 2", "rejected 3", "chained 4"}) {
            ProducerRecord<byte[], byte[]> order =
                    shop.record("shop.orders", Shop.bytes("order-" + value.split(" ")[1]), Shop.bytes(value));
            shop.send(shop.withHeaders(on(1, order)));
        }
        shop.send(on(1, shop.record("shop.orders", Shop.bytes("order-5"), null)));
        shop.send(on(1, shop.record("shop.orders", null, Shop.bytes("rejected 6"))));

        shop.order("retried", "order-7", "gateway 7");
        shop.order("retried", "order-8", "nothing 8");

        shop.order("typed", "order-9", "{\"orderId\": \"order-9\",");
        shop.order("typed", "order-10", "no JSON");

        ProducerRecord<byte[], byte[]> handmade = shop.record("handmade", Shop.bytes("order-11"), Shop.bytes("rejected 11"));
        handmade.headers().add("x-original-offset", Shop.bytes("1234"));
        shop.send(handmade);
        handmade = shop.record("handmade", Shop.bytes("order-12"), Shop.bytes("rejected 12"));
        handmade.headers().add("x-original-topic", Shop.bytes("elsewhere")).add("empty", new byte[0]).add("null", null);
        shop.send(handmade);

        for (int number = 13; number < 16; number++) {
            shop.order("batches", "order-" + number, "rejected " + number);
        }
    }

    private static ProducerRecord<byte[], byte[]> on(int partition, ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(record.topic(), partition, record.timestamp(), record.key(), record.value());
    }
}

package com.example.shop;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Fills a broker with genuine dead letters and ends.
 *
 * <p>Argument: the bootstrap address. Prints the names of the topics it filled, one on a line; those of retry topics
 * are the framework's choice.
 */
public final class Generator {
    private static final long LIMIT_MILLIS = 60_000;

    private Generator() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("bootstrap", args[0]);
        try (AdminClient admin = AdminClient.create(Map.of("bootstrap.servers", args[0]))) {
            create(admin);
            Inputs.send(args[0]);
            try (AnnotationConfigApplicationContext shop = new AnnotationConfigApplicationContext(Config.class)) {
                awaitLetters(admin);
            }
            topics(admin).forEach(System.out::println);
        }
        System.exit(0);
    }

    /** The timestamps are old, and the broker would delete by them. */
    private static void create(AdminClient admin) throws Exception {
        Collection<NewTopic> topics = Topics.toCreate().stream()
                .map(name -> new NewTopic(name, Topics.partitions(name), (short) 1).configs(Map.of("retention.ms", "-1")))
                .collect(Collectors.toList());
        admin.createTopics(topics).all().get();
    }

    private static void awaitLetters(AdminClient admin) throws Exception {
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        Map<String, Long> expected = Topics.letters();
        for (Map<String, Long> found = letters(admin); !found.equals(expected); found = letters(admin)) {
            if (System.currentTimeMillis() > deadline) {
                throw new IllegalStateException("expected " + expected + "\nfound    " + found);
            }
            Thread.sleep(100);
        }
    }

    /** Counts what is in the topics of which the count is known beforehand. */
    private static Map<String, Long> letters(AdminClient admin) throws Exception {
        Set<String> present = admin.listTopics().names().get();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Topics.letters().keySet().stream().filter(present::contains).forEach(name ->
                IntStream.range(0, Topics.partitions(name))
                        .forEach(p -> latest.put(new TopicPartition(name, p), OffsetSpec.latest())));
        Map<String, Long> counts = new TreeMap<>();
        admin.listOffsets(latest).all().get().forEach((at, end) -> counts.merge(at.topic(), end.offset(), Long::sum));
        return counts;
    }

    private static Set<String> topics(AdminClient admin) throws Exception {
        return admin.listTopics().names().get().stream().filter(Topics::isOurs)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

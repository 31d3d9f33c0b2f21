package com.example.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The topics of the shop, and how many letters each scenario leaves. */
final class Topics {
    /** The suffix of the recoverer's default names: changed in 3.3. */
    static final String DEFAULT_SUFFIX =
            org.springframework.kafka.core.KafkaTemplate.class.getPackage().getImplementationVersion()
                    .matches("[12]\\..*|3\\.[012]\\..*") ? ".DLT" : "-dlt";

    /** Main topics; all but the first have one partition. */
    static final List<String> MAIN = List.of("orders.events", "payments", "plain", "poison-value", "poison-key",
            "poison-both", "poison-retained", "typed", "tombstones", "handmade", "hops", "hops-kept", "parked",
            "batch", "batch-one", "attempts", "shipments");

    private Topics() {}

    static int partitions(String topic) {
        return topic.startsWith("orders.events") ? 2 : 1;
    }

    /** How many letters each topic ends with. Those of retry topics are made by the framework, and not listed. */
    static Map<String, Long> letters() {
        Map<String, Long> letters = new TreeMap<>();
        letters.put("orders.events.DLT", (long) Inputs.FIRST + Inputs.SECOND);
        letters.put("payments" + DEFAULT_SUFFIX, 2L);
        letters.put("plain.DLT", 2L);
        letters.put("poison-value.DLT", 2L);
        letters.put("poison-key.DLT", 1L);
        letters.put("poison-both.DLT", 1L);
        letters.put("poison-retained.DLT", 1L);
        letters.put("typed.DLT", 2L);
        letters.put("tombstones.DLT", 2L);
        letters.put("handmade.DLT", 2L);
        letters.put("hops.DLT", 2L);
        letters.put("hops-kept.DLT", 2L);
        letters.put("parked.DLT", 1L);
        letters.put("parked.PARKED", 1L);
        letters.put("batch.DLT", 5L);
        letters.put("batch-one.DLT", 1L);
        letters.put("attempts.DLT", 1L);
        letters.put("shipments-dlt", 2L);
        return letters;
    }

    /** All that has to be there before the listeners start; retry topics make themselves. */
    static List<String> toCreate() {
        List<String> all = new ArrayList<>(MAIN);
        letters().keySet().stream().filter(topic -> !topic.startsWith("shipments-")).forEach(all::add);
        return all;
    }

    /** Says whether a topic of the cluster was filled by this program's failures. */
    static boolean isOurs(String topic) {
        return !MAIN.contains(topic)
                && MAIN.stream().anyMatch(main -> topic.startsWith(main + ".") || topic.startsWith(main + "-"));
    }
}

package com.example.shop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/** What the applications of the shop do, which is to fail. */
final class Topologies {
    private static final Serde<String> TEXT = Serdes.String();

    private Topologies() {}

    /**
     * Reads what cannot be read, processes what cannot be processed, and fails behind a branch
     * that has written something, and behind a repartition topic.
     */
    static Topology shop() {
        StreamsBuilder builder = new StreamsBuilder();
        texts(builder, "orders").mapValues(Topologies::priced).to("out", Produced.with(TEXT, TEXT));
        builder.stream("typed", Consumed.with(Serdes.Integer(), Serdes.Long())).foreach((key, value) -> {});
        KStream<String, String> branches = texts(builder, "branches");
        branches.to("out", Produced.with(TEXT, TEXT));
        branches.foreach((key, value) -> fail(value));
        texts(builder, "totals").groupBy((key, customer) -> customer, Grouped.with(TEXT, TEXT))
                .reduce((sum, one) -> sum, Materialized.as(Stores.inMemoryKeyValueStore("totals")))
                .toStream().foreach((customer, total) -> fail("rejected"));
        return builder.build();
    }

    static Topology typed(String topic) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(topic, Consumed.with(Serdes.Integer(), Serdes.Long())).foreach((key, value) -> {});
        return builder.build();
    }

    /** Makes records that the producer refuses: more than a megabyte. */
    static Topology enlarging(String topic, String target) {
        StreamsBuilder builder = new StreamsBuilder();
        texts(builder, topic).mapValues(value -> "x".repeat(1_500_000)).to(target, Produced.with(TEXT, TEXT));
        return builder.build();
    }

    /** Makes records that the serializer refuses. */
    static Topology unwritable(String topic, String target) {
        Serde<String> refusing = Serdes.serdeFrom((name, value) -> {
            throw new SerializationException("cannot write " + value, new IllegalArgumentException("no schema"));
        }, TEXT.deserializer());
        StreamsBuilder builder = new StreamsBuilder();
        texts(builder, topic).to(target, Produced.with(TEXT, refusing));
        return builder.build();
    }

    /** Fails once by the clock, when there is no record. */
    static Topology ticking(String topic) {
        AtomicBoolean failed = new AtomicBoolean();
        StreamsBuilder builder = new StreamsBuilder();
        texts(builder, topic).process(() -> new Processor<String, String, String, String>() {
            @Override
            public void init(ProcessorContext<String, String> context) {
                context.schedule(Duration.ofMillis(50), PunctuationType.WALL_CLOCK_TIME, time -> {
                    if (failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("tick");
                    }
                });
            }

            @Override
            public void process(Record<String, String> record) {}
        });
        return builder.build();
    }

    /** Reads dead letters of another application and fails again. */
    static Topology parking(String topic) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(topic, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())).foreach((key, value) -> {
            throw new IllegalStateException("second failure");
        });
        return builder.build();
    }

    private static KStream<String, String> texts(StreamsBuilder builder, String topic) {
        return builder.stream(topic, Consumed.with(TEXT, TEXT));
    }

    private static String priced(String value) {
        fail(value);
        return value;
    }

    private static void fail(String value) {
        RuntimeException failure = Failures.of(value);
        if (failure != null) {
            throw failure;
        }
    }
}

package com.example.shop;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A sink that reports every record it does not store to the reporter of errant records. */
public class Warehouse extends SinkConnector {
    private Map<String, String> config;

    @Override
    public void start(Map<String, String> config) {
        this.config = config;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Store.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int most) {
        return Collections.nCopies(1, config);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "1";
    }

    /** Stores nothing. */
    public static class Store extends SinkTask {
        @Override
        public void start(Map<String, String> config) {}

        @Override
        public void put(Collection<SinkRecord> records) {
            for (SinkRecord record : records) {
                String value = record.value() == null ? null : record.value().toString();
                context.errantRecordReporter().report(reported(record), failure(record.topic(), value));
            }
        }

        /** The usual change keeps what the record was read from; one built from scratch is written again. */
        private static SinkRecord reported(SinkRecord record) {
            if (!record.topic().equals("rebuilt")) {
                return record;
            }
            if (record.kafkaOffset() == 0) {
                return record.newRecord(record.topic(), record.kafkaPartition(), record.keySchema(), record.key(),
                        record.valueSchema(), "changed", record.timestamp());
            }
            return new SinkRecord(record.topic(), record.kafkaPartition(), record.keySchema(), record.key(),
                    record.valueSchema(), "rebuilt", record.kafkaOffset(), record.timestamp(), record.timestampType(),
                    record.headers());
        }

        /** Sinks put what went wrong into Connect's own exception, as a rule. */
        private static Exception failure(String topic, String value) {
            if (topic.startsWith("dlq-")) {
                return new IllegalStateException("second failure");
            }
            Exception failure = Failures.of(value);
            if (failure == null) {
                return new ConnectException("no place for it");
            }
            return failure.getCause() == null ? failure : new ConnectException("Could not write to the store", failure);
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }
}

package com.example.shop;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;

/** A transformation that fails as a record's value says; what it does not know it leaves to the next. */
public class Price implements Transformation<SinkRecord> {
    @Override
    public SinkRecord apply(SinkRecord record) {
        if (record.value() == null) {
            return record;
        }
        RuntimeException failure = Failures.of(record.value().toString());
        if (failure != null) {
            throw failure;
        }
        return record;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> config) {}
}

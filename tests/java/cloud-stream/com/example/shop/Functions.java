package com.example.shop;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;

/** The shop's functions, all of which fail. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Functions {
    @Bean
    Consumer<Message<?>> orders() {
        return Functions::fail;
    }

    @Bean
    Consumer<Message<?>> retried() {
        return Functions::fail;
    }

    @Bean
    Consumer<Message<?>> handmade() {
        return Functions::fail;
    }

    /** Is never called: what comes in is no JSON. */
    @Bean
    Consumer<Map<String, Object>> typed() {
        return order -> {};
    }

    @Bean
    Consumer<List<String>> batches() {
        return batch -> {
            throw new IllegalStateException("the batch failed");
        };
    }

    /** Reads dead letters of another binding and fails again. */
    @Bean
    Consumer<Message<?>> parking() {
        return letter -> {
            throw new IllegalStateException("second failure");
        };
    }

    private static void fail(Message<?> message) {
        throw Failures.of(message.getPayload() instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null);
    }
}

package com.example.shop;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The shop's channels: one for each way in which a method can refuse a message. */
@ApplicationScoped
public class Channels {
    /** Refuses with the exception itself. */
    @Incoming("orders")
    public CompletionStage<Void> orders(Message<String> order) {
        return order.nack(Failures.of(order.getPayload()));
    }

    /** Throws. */
    @Incoming("prices")
    public void prices(String price) {
        throw Failures.of(price);
    }

    /** Gives back something that fails later. */
    @Incoming("futures")
    public CompletionStage<Void> futures(String future) {
        return CompletableFuture.failedFuture(Failures.of(future));
    }

    /** Is never called. */
    @Incoming("typed")
    public void typed(Integer number) {}

    /** Refuses with the exception itself. */
    @Incoming("handmade")
    public CompletionStage<Void> handmade(Message<String> order) {
        return order.nack(Failures.of(order.getPayload()));
    }

    /** Refuses with the exception itself, again and again. */
    @Incoming("retried")
    public CompletionStage<Void> retried(Message<String> order) {
        return order.nack(Failures.of(order.getPayload()));
    }

    /** Reads dead letters of another channel and fails again. */
    @Incoming("parking")
    public CompletionStage<Void> parking(Message<String> letter) {
        return letter.nack(new IllegalStateException("second failure"));
    }
}

package com.example.shop;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** The ways in which the shop fails; a record's value says which. */
final class Failures {
    private Failures() {}

    /** Gives the exception that a value asks for, or null if it is in order. */
    static RuntimeException of(String value) {
        return switch (value == null ? "nothing" : value.replaceAll("[^a-z]", "")) {
            case "gateway" -> new IllegalStateException("payment gateway did not answer",
                    new SocketTimeoutException("Read timed out after 500 ms"));
            case "nothing" -> new NullPointerException();
            case "rejected" -> new OrderRejectedException("order " + value + " has no customer");
            case "chained" -> chained(value);
            default -> null;
        };
    }

    /** Three levels, one of them with a suppressed exception, and texts over several lines. */
    private static RuntimeException chained(String order) {
        Exception deepest = new IOException("disk full: /var/spool/orders\n\twhile flushing block 17");
        IllegalArgumentException middle = new IllegalArgumentException("cannot store " + order + ": ключ 🦀", deepest);
        middle.addSuppressed(new IllegalStateException("connection was already closed"));
        return new RuntimeException("gave up", middle);
    }
}

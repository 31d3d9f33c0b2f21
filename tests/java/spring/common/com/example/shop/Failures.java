package com.example.shop;

import java.net.SocketTimeoutException;
import java.util.List;

/** The ways a listener of the shop fails. */
final class Failures {
    private Failures() {}

    /** Fails in the way a number picks; the same number fails in the same way. */
    static void fail(int number, String order) {
        switch (number % 5) {
            case 0 -> throw new IllegalStateException("payment gateway did not answer",
                    new SocketTimeoutException("Read timed out after " + (number * 10 + 500) + " ms"));
            case 1 -> throw new NullPointerException();
            case 2 -> throw new OrderRejectedException("order " + order + " has no customer");
            case 3 -> throw (ClassCastException) new ClassCastException("class java.lang.Integer cannot be cast to "
                    + "class java.lang.String");
            default -> throw chained(order);
        }
    }

    /** Three levels, one of them with a suppressed exception, and texts over several lines. */
    private static RuntimeException chained(String order) {
        Exception deepest = new java.io.IOException("disk full: /var/spool/orders\n\twhile flushing block 17");
        IllegalArgumentException middle = new IllegalArgumentException("cannot store " + order + ": ключ 🦀", deepest);
        middle.addSuppressed(new IllegalStateException("connection was already closed"));
        return new RuntimeException("gave up", middle);
    }

    /** What every record of a failed batch is said to have died of. */
    static void failAll(List<?> records) {
        throw new IllegalStateException("batch of " + records.size() + " failed",
                new SocketTimeoutException("connect timed out"));
    }
}

package com.example.shop;

/** A business exception: the shop does not want the order. */
public class OrderRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OrderRejectedException(String message) {
        super(message);
    }
}

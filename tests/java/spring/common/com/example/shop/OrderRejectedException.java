package com.example.shop;

/** An error of the business, not of the machine. */
public class OrderRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OrderRejectedException(String message) {
        super(message);
    }
}

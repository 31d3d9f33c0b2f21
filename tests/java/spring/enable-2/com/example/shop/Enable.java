package com.example.shop;

import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;

/** Switches listeners and retry topics on, as up to 2.8. */
@Configuration
@EnableKafka
public class Enable {}

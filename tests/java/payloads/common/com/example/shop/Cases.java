package com.example.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What the generators of payloads share. tests/fixtures/payloads/README.md describes a case. */
final class Cases {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Cases() {}

    /** Prints a document. */
    static void print(String madeBy, ArrayNode cases) throws IOException {
        ObjectNode document = JSON.createObjectNode();
        document.put("made_by", madeBy);
        document.set("cases", cases);
        System.out.println(JSON.writeValueAsString(document));
    }

    /** Reads the capture of Confluent's serializers, whose messages are written by others too. */
    static Samples samples(String capture) throws IOException {
        return new Samples(JSON.readTree(Path.of(capture).toFile()));
    }

    /** Makes one case. */
    static ObjectNode one(String name, String serializer, String part, byte[] data, Headers headers) {
        ObjectNode one = JSON.createObjectNode();
        one.put("name", name);
        one.put("serializer", serializer);
        one.put("part", part);
        one.put("base64", base64(data));
        ArrayNode all = one.putArray("headers");
        for (Header header : headers) {
            all.addObject().put("name", header.key()).put("base64", base64(header.value()));
        }
        return one;
    }

    static String base64(byte[] data) {
        return Base64.getEncoder().encodeToString(data);
    }

    /** Asks a registry. */
    static String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(url + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Tells a registry. */
    static String post(String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("content-type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(url + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

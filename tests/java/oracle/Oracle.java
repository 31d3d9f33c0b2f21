import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.ExecutionException;

/**
 * Answers questions about a cluster, one line of JSON each, until standard input ends.
 *
 * <p>An independent witness: it shares no code with the program under test. A question is {@code {"op", "config",
 * "args"}}, where the config is that of a Java client. The answer is any number of {@code {"record": ...}} lines, then
 * one line {@code {"done": {...}}} or {@code {"error": "..."}}.
 */
public final class Oracle {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BufferedWriter OUT =
            new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 16);

    private Oracle() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ObjectNode last = JSON.createObjectNode();
            try {
                last.set("done", answer(JSON.readTree(line)));
            } catch (ExecutionException e) {
                last.put("error", e.getCause().toString());
            } catch (Exception e) {
                last.put("error", e.toString());
            }
            write(last);
            OUT.flush();
        }
    }

    private static ObjectNode answer(JsonNode question) throws Exception {
        Properties config = new Properties();
        question.get("config").fields().forEachRemaining(it -> config.put(it.getKey(), it.getValue().asText()));
        JsonNode args = question.get("args");
        String operation = question.get("op").asText();
        if (operation.equals("tool")) {
            return Tool.run(args);
        }
        if (!operation.equals("dump")) {
            return Cluster.run(config, operation, args);
        }
        Dump.topic(config, args.get("topic").asText(), args.get("isolation").asText(), record -> {
            ObjectNode line = JSON.createObjectNode();
            line.set("record", record);
            write(line);
        });
        return JSON.createObjectNode();
    }

    private static void write(ObjectNode line) {
        try {
            OUT.write(JSON.writeValueAsString(line));
            OUT.write('\n');
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs one of Apache Kafka's own command-line tools, as its script does, in this process: the scripts themselves are not
 * among the jars, and a virtual machine for each would take seconds.
 */
final class Tool {
    private Tool() {}

    /** Arguments: the class that the script starts, and the words of the command line. Answers what it printed. */
    static ObjectNode run(JsonNode args) throws Exception {
        List<String> words = new ArrayList<>();
        args.get("words").forEach(word -> words.add(word.asText()));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        // A tool may catch what is thrown here, and end a second time: the first word counts.
        List<Integer> status = new ArrayList<>();
        try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            Exit.setExitProcedure((code, message) -> {
                status.add(code);
                throw new Ended();
            });
            Class.forName(args.get("main").asText()).getMethod("main", String[].class)
                    .invoke(null, (Object) words.toArray(new String[0]));
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof Ended)) {
                throw e;
            }
        } finally {
            Exit.resetExitProcedure();
            System.setOut(out);
            System.setErr(err);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        if (!status.isEmpty() && status.get(0) != 0) {
            throw new IllegalStateException(text);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("printed", text);
        return answer;
    }

    /** Thrown where a tool would end the process. */
    private static final class Ended extends RuntimeException {}
}

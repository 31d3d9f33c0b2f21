import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Exit;

/**
 * Formats a log directory if asked to, starts a broker, and ends with its parent.
 *
 * <p>Arguments: the properties file, then the arguments of a format command, if the directory is new. Formatting in
 * the same process saves the start of a second virtual machine.
 *
 * <p>Standard input is the life line: the operating system closes it when the parent ends, however it ends, and that
 * works on every platform. When it breaks, nobody is left to remove the directory named by the property {@code
 * dltctl.scratch}, so this process does. A line {@code stop} asks for a controlled shutdown, which keeps it.
 */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(Launcher::watch, "life-line");
        watch.setDaemon(true);
        watch.start();
        if (args.length > 1) {
            int failed = kafka.tools.StorageTool.execute(Arrays.copyOfRange(args, 1, args.length), System.out);
            if (failed != 0) {
                Runtime.getRuntime().halt(failed);
            }
        }
        kafka.Kafka.main(new String[] {args[0]});
    }

    private static void watch() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
            if ("stop".equals(lines.readLine())) {
                System.exit(0);
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
        remove(System.getProperty("dltctl.scratch"));
        Runtime.getRuntime().halt(137);
    }

    /** The broker is still writing: what it makes anew is removed as well, and it may not end the process meanwhile. */
    private static void remove(String dir) {
        if (dir == null) {
            return;
        }
        Exit.setHaltProcedure((code, message) -> LockSupport.park());
        Exit.setExitProcedure((code, message) -> LockSupport.park());
        for (int i = 0; i < 20 && Files.exists(Path.of(dir)); i++) {
            try (Stream<Path> all = Files.walk(Path.of(dir))) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            } catch (IOException | UncheckedIOException e) {
                // Something was made or removed while it was being listed: the next round sees what is left.
            }
        }
    }
}

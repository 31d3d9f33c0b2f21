import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Runs Apicurio Registry and ends with its parent.
 *
 * <p>Argument: its jar, which is also on the class path. Standard input is the life line, as for the broker: the
 * operating system closes it when the parent ends, however it ends.
 */
public final class Registry {
    private Registry() {}

    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(Registry::watch, "life-line");
        watch.setDaemon(true);
        watch.start();
        try (JarFile jar = new JarFile(args[0])) {
            Manifest manifest = jar.getManifest();
            String main = manifest.getMainAttributes().getValue("Main-Class");
            Class.forName(main).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    private static void watch() {
        try {
            System.in.read();
        } catch (Exception e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(137);
    }
}

import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Makes the key stores of the TLS tests with the JDK's own keytool.
 *
 * <p>Argument: the directory to fill. keytool is called in this process, a dozen times, which needs {@code
 * --add-exports java.base/sun.security.tools.keytool=ALL-UNNAMED}; a dozen processes would take ten seconds.
 *
 * <p>Makes, all with the password {@code changeit}: {@code server.p12}, {@code client.p12} (CN=client), {@code
 * truststore.p12}, the same three as {@code .jks}, and for clients that read PEM {@code ca.pem}, {@code client.pem},
 * {@code client.key}, and {@code other-ca.pem} of an authority that signed nothing.
 */
public final class Stores {
    private static final String PASSWORD = "changeit";
    private static Path dir;

    private Stores() {}

    public static void main(String[] args) throws Exception {
        dir = Path.of(args[0]);
        authority("ca", "CN=dltctl test CA");
        authority("other-ca", "CN=some other CA");
        signed("server", "CN=localhost", "SAN=dns:localhost,ip:127.0.0.1");
        signed("client", "CN=client", "EKU=clientAuth");
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", at("ca.pem"), "-keystore", at("truststore.p12"));
        for (String name : List.of("server", "client", "truststore")) {
            keytool("-importkeystore", "-noprompt", "-srckeystore", at(name + ".p12"), "-srcstorepass", PASSWORD,
                    "-destkeystore", at(name + ".jks"), "-deststoretype", "JKS");
        }
        exportPem();
    }

    private static void authority(String name, String subject) throws Exception {
        keytool("-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048", "-validity", "3650", "-dname",
                subject, "-ext", "BC=ca:true", "-keystore", at(name + ".p12"));
        keytool("-exportcert", "-rfc", "-alias", name, "-file", at(name + ".pem"), "-keystore", at(name + ".p12"));
    }

    private static void signed(String name, String subject, String extension) throws Exception {
        String store = at(name + ".p12");
        keytool("-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048", "-validity", "3650", "-dname",
                subject, "-keystore", store);
        keytool("-certreq", "-alias", name, "-file", at(name + ".csr"), "-keystore", store);
        keytool("-gencert", "-alias", "ca", "-validity", "3650", "-ext", extension, "-infile", at(name + ".csr"),
                "-outfile", at(name + ".crt"), "-rfc", "-keystore", at("ca.p12"));
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", at("ca.pem"), "-keystore", store);
        keytool("-importcert", "-noprompt", "-alias", name, "-file", at(name + ".crt"), "-keystore", store);
    }

    private static void exportPem() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(at("client.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : store.getCertificateChain("client")) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(dir.resolve("client.pem"), chain);
        Key key = store.getKey("client", PASSWORD.toCharArray());
        Files.writeString(dir.resolve("client.key"), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static String at(String name) {
        return dir.resolve(name).toString();
    }

    private static void keytool(String... args) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("-storepass", PASSWORD));
        sun.security.tools.keytool.Main.main(all.toArray(String[]::new));
    }
}

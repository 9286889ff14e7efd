package dev.slipway.local.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the platform's JVMs are started: small heaps, the data directory on the command line. */
final class JavaCommand {
    private final List<String> flags;

    private JavaCommand(List<String> flags) {
        this.flags = flags;
    }

    /** The JVM that this one runs in. */
    static String java() {
        return Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    }

    /** A service on the way of requests: compiled as well as the JVM can. */
    static JavaCommand onDataPath(Path dataDirectory, Path temporary, String heap) {
        return new JavaCommand(common(dataDirectory, temporary, heap));
    }

    /** A service beside it: compiled quickly, which starts sooner. */
    static JavaCommand besideDataPath(Path dataDirectory, Path temporary, String heap) {
        List<String> flags = common(dataDirectory, temporary, heap);
        flags.add("-XX:TieredStopAtLevel=1");
        return new JavaCommand(flags);
    }

    private static List<String> common(Path dataDirectory, Path temporary, String heap) {
        return new ArrayList<>(
                List.of(
                        java(),
                        "-Dslipway.data=" + dataDirectory,
                        "-Djava.io.tmpdir=" + temporary,
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED"));
    }

    List<String> jar(ServiceJar jar) {
        List<String> command = new ArrayList<>(flags);
        command.addAll(List.of("-jar", jar.jar().toString()));
        return command;
    }

    List<String> main(String classPath, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(flags);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}

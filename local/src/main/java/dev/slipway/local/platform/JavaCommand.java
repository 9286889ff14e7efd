package dev.slipway.local.platform;

import dev.slipway.local.directory.DataDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the platform's JVMs are started: small heaps, the data directory on the command line. */
final class JavaCommand {
    private final String name;
    private final StartCaches caches;
    private final List<String> flags;

    private JavaCommand(String name, StartCaches caches, List<String> flags) {
        this.name = name;
        this.caches = caches;
        this.flags = flags;
    }

    /** The JVM that this one runs in. */
    static String java() {
        return Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    }

    /** One that is compiled as well as the JVM can. */
    static JavaCommand of(String name, DataDirectory directory, Heap heap, StartCaches caches) {
        List<String> flags = new ArrayList<>();
        flags.addAll(
                List.of(
                        java(),
                        "-Dslipway.data=" + directory.root(),
                        "-Djava.io.tmpdir=" + directory.temporary()));
        flags.addAll(heap.flags());
        flags.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED"));
        return new JavaCommand(name, caches, flags);
    }

    /** For a service beside the way of requests: compiled quickly, which starts sooner. */
    JavaCommand compiledQuickly() {
        return with("-XX:TieredStopAtLevel=1");
    }

    private JavaCommand with(String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return new JavaCommand(name, caches, more);
    }

    List<String> jar(ServiceJar jar) {
        return command(List.of("-jar", jar.jar().toString()));
    }

    List<String> main(String classPath, String mainClass) {
        return command(List.of("-cp", classPath, mainClass));
    }

    private List<String> command(List<String> what) {
        List<String> command = new ArrayList<>(flags);
        command.addAll(caches.flags(name, flags, what));
        command.addAll(what);
        return command;
    }
}

package dev.slipway.local.platform;

import dev.slipway.local.directory.DataDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the platform's JVMs are started: small heaps, the data directory on the command line. */
final class JavaCommand {
    private static final int LATER = 10;

    /** When HotSpot's second compiler takes a method, by default. */
    private static final Map<String, Integer> LATE =
            new TreeMap<>(
                    Map.of(
                            "Tier4InvocationThreshold", 5_000,
                            "Tier4MinInvocationThreshold", 600,
                            "Tier4CompileThreshold", 15_000,
                            "Tier4BackEdgeThreshold", 40_000));

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
        return with(List.of("-XX:TieredStopAtLevel=1"));
    }

    /**
     * What a start does often is compiled well only after ten times the usual number of calls,
     * since it is not done again; what requests go through, as soon as by default.
     *
     * @param path packages and classes that requests go through, as HotSpot's patterns
     */
    JavaCommand compiledLateExcept(List<String> path) {
        List<String> more = new ArrayList<>();
        LATE.forEach((threshold, calls) -> more.add("-XX:" + threshold + "=" + calls * LATER));
        more.add("-XX:CompileCommand=quiet");
        for (String pattern : path) {
            more.add(
                    "-XX:CompileCommand=CompileThresholdScaling,%s::*,%s"
                            .formatted(pattern, 1.0 / LATER));
        }
        return with(more);
    }

    private JavaCommand with(List<String> more) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(more);
        return new JavaCommand(name, caches, all);
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

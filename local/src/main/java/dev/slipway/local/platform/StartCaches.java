package dev.slipway.local.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What trial runs taught the JVM about the start of each process: its classes, linked, and what was
 * hot. A cache only saves time; the JVM itself leaves one aside that does not fit its class path or
 * its flags, and says nothing.
 */
public final class StartCaches {
    /** Between recording and use the collector may differ; only this one can save objects. */
    private static final String SAVING_COLLECTOR = "-XX:+UseG1GC";

    private static final String COLLECTOR = "-XX:+UseSerialGC";

    private final Mode mode;
    private final Path folder;
    private final Map<String, Recording> recordings = new LinkedHashMap<>();

    private enum Mode {
        NONE,
        USED,
        RECORDED
    }

    /**
     * One JVM whose start is recorded.
     *
     * @param creation the command that makes the cache once that JVM has ended
     * @param configuration what the JVM writes at its end
     */
    public record Recording(String name, List<String> creation, Path configuration, Path cache) {
        public Recording {
            creation = List.copyOf(creation);
        }
    }

    private StartCaches(Mode mode, Path folder) {
        this.mode = mode;
        this.folder = folder;
    }

    public static StartCaches none() {
        return new StartCaches(Mode.NONE, Path.of(""));
    }

    /** Those of a folder, as far as they are there. */
    public static StartCaches usedFrom(Path folder) {
        return new StartCaches(Mode.USED, folder);
    }

    /** Every JVM records its start into the folder. */
    public static StartCaches recordedInto(Path folder) {
        return new StartCaches(Mode.RECORDED, folder);
    }

    public boolean areRecorded() {
        return mode == Mode.RECORDED;
    }

    /**
     * What stands between a JVM's own flags and its class path.
     *
     * @param jvm program and flags
     * @param classPath the words that say what it runs
     */
    List<String> flags(String name, List<String> jvm, List<String> classPath) {
        Path cache = folder.resolve(name + ".aot");
        return switch (mode) {
            case NONE -> List.of();
            case USED -> Files.isRegularFile(cache) ? use(cache) : List.of();
            case RECORDED -> record(name, cache, jvm, classPath);
        };
    }

    /**
     * At the address that is written in the cache: anywhere else each page is changed while it is
     * read, which takes half a second and makes a copy of it all in each process. What was hot in
     * the trial run is not compiled at once: that was a start, and so is this.
     */
    private static List<String> use(Path cache) {
        return List.of(
                "-XX:AOTCache=" + cache,
                "-XX:AOTMode=auto",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-XX:-AOTReplayTraining",
                "-Xlog:disable");
    }

    private List<String> record(String name, Path cache, List<String> jvm, List<String> classPath) {
        Path configuration = folder.resolve(name + ".aotconf");
        List<String> creation = new ArrayList<>();
        for (String word : jvm) {
            creation.add(word.equals(COLLECTOR) ? SAVING_COLLECTOR : word);
        }
        creation.addAll(
                List.of(
                        "-XX:AOTMode=create",
                        "-XX:AOTConfiguration=" + configuration,
                        "-XX:AOTCache=" + cache));
        creation.addAll(classPath);
        synchronized (recordings) {
            recordings.put(name, new Recording(name, creation, configuration, cache));
        }
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration);
    }

    /** Of those that wrote down their start. */
    public List<Recording> recordings() throws IOException {
        synchronized (recordings) {
            return recordings.values().stream()
                    .filter(recording -> Files.isRegularFile(recording.configuration()))
                    .toList();
        }
    }
}

package dev.slipway.inference.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans as small files in a folder that the replicas of a machine share, one for each graph. A file
 * appears by rename. One that is broken, or was written on other hardware, says nothing and is
 * overwritten; where there are too many, the longest unused go.
 */
public final class PlanFiles implements PlanMemory {
    private static final Logger LOG = LoggerFactory.getLogger(PlanFiles.class);
    private static final int MOST_FILES = 1024;

    /** Bytes of a file that can be a plan. */
    private static final int MOST_BYTES = 4096;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String TITLE = "How a graph best uses these processors; may be deleted";
    private static final String FORMAT = "format";
    private static final String THIS_FORMAT = "1";
    private static final String GRAPH = "graph";
    private static final String HARDWARE = "hardware";
    private static final String THREADS = "threads";
    private static final String RUNS = "parallel_runs";
    private static final String LANE_THREADS = "lane_threads";
    private static final String LANE_SPINNING = "lane_spinning";

    private final Path directory;
    private final Hardware hardware;
    private final InstantSource clock;
    private final int mostFiles;
    // Also where nothing can be written. The longest unused comes first.
    private final Map<String, EnginePlan> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Reads and writes nothing yet. */
    public PlanFiles(Path directory, Hardware hardware, InstantSource clock) {
        this(directory, hardware, clock, MOST_FILES);
    }

    PlanFiles(Path directory, Hardware hardware, InstantSource clock, int mostFiles) {
        this.directory = directory;
        this.hardware = hardware;
        this.clock = clock;
        this.mostFiles = mostFiles;
    }

    @Override
    public synchronized EnginePlan recall(String graph) {
        EnginePlan plan = known.get(graph);
        if (plan != null || !isDigest(graph)) {
            return plan == null ? EnginePlan.UNKNOWN : plan;
        }
        EnginePlan read = read(graph);
        if (!read.equals(EnginePlan.UNKNOWN)) {
            keep(graph, read);
        }
        return read;
    }

    private EnginePlan read(String graph) {
        Path file = file(graph);
        if (!Files.isRegularFile(file)) {
            return EnginePlan.UNKNOWN;
        }
        try {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MOST_BYTES);
            }
            if (bytes.length == MOST_BYTES) {
                throw new IOException("it is too large");
            }
            Properties written = new Properties();
            written.load(new ByteArrayInputStream(bytes));
            EnginePlan plan = plan(graph, written);
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return plan;
        } catch (IOException | IllegalArgumentException broken) {
            LOG.info("a plan is not used: {}", broken.toString());
            return EnginePlan.UNKNOWN;
        }
    }

    private EnginePlan plan(String graph, Properties written) {
        boolean holds =
                THIS_FORMAT.equals(written.getProperty(FORMAT))
                        && graph.equals(written.getProperty(GRAPH))
                        && hardware.name().equals(written.getProperty(HARDWARE));
        return holds ? new EnginePlan(sharing(written), lane(written)) : EnginePlan.UNKNOWN;
    }

    private @Nullable RunSharing sharing(Properties written) {
        return written.containsKey(THREADS)
                ? new RunSharing(number(written, THREADS), number(written, RUNS))
                : null;
    }

    private @Nullable EngineThreads lane(Properties written) {
        return written.containsKey(LANE_THREADS)
                ? new EngineThreads(
                        number(written, LANE_THREADS),
                        Boolean.parseBoolean(written.getProperty(LANE_SPINNING, "")))
                : null;
    }

    private int number(Properties written, String key) {
        int number = Integer.parseInt(written.getProperty(key, ""));
        if (number > hardware.processors()) {
            throw new IllegalArgumentException(key + " is " + number);
        }
        return number;
    }

    @Override
    public synchronized void remember(String graph, EnginePlan plan) {
        if (!isDigest(graph)) {
            return;
        }
        keep(graph, plan);
        try {
            write(graph, plan);
            removeUnused();
        } catch (IOException full) {
            LOG.warn(
                    "a plan could not be written, it is searched for again after a restart: {}",
                    full.toString());
        }
    }

    private void keep(String graph, EnginePlan plan) {
        known.put(graph, plan);
        if (known.size() > mostFiles) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private void write(String graph, EnginePlan plan) throws IOException {
        Files.createDirectories(directory);
        Path half = directory.resolve(UUID.randomUUID() + ".half");
        try {
            Files.write(half, bytes(graph, plan));
            Files.setLastModifiedTime(half, FileTime.from(clock.instant()));
            Files.move(half, file(graph), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private byte[] bytes(String graph, EnginePlan plan) throws IOException {
        Properties written = new Properties();
        written.setProperty(FORMAT, THIS_FORMAT);
        written.setProperty(GRAPH, graph);
        written.setProperty(HARDWARE, hardware.name());
        RunSharing sharing = plan.sharing();
        if (sharing != null) {
            written.setProperty(THREADS, Integer.toString(sharing.threads()));
            written.setProperty(RUNS, Integer.toString(sharing.runs()));
        }
        EngineThreads lane = plan.lane();
        if (lane != null) {
            written.setProperty(LANE_THREADS, Integer.toString(lane.count()));
            written.setProperty(LANE_SPINNING, Boolean.toString(lane.spinning()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        written.store(out, TITLE);
        return out.toByteArray();
    }

    /** Halves of processes that died count too, so that they go as well. */
    private void removeUnused() throws IOException {
        List<Aged> all;
        try (Stream<Path> listed = Files.list(directory)) {
            all = listed.map(file -> new Aged(file, file.toFile().lastModified())).toList();
        }
        List<Aged> surplus =
                all.stream()
                        .sorted(Comparator.comparingLong(Aged::lastUseMillis))
                        .limit(Math.max(0, all.size() - mostFiles))
                        .toList();
        for (Aged unused : surplus) {
            Files.deleteIfExists(unused.file());
        }
    }

    private record Aged(Path file, long lastUseMillis) {}

    private Path file(String graph) {
        return directory.resolve(graph + ".properties");
    }

    private static boolean isDigest(String graph) {
        return DIGEST.matcher(graph).matches();
    }
}

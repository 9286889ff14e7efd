package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFilesTest {
    private static final Hardware HARDWARE = new Hardware("Some CPU @ 2 GHz: ünique", 4);
    private static final String GRAPH = "ab".repeat(32);
    private static final EnginePlan PLAN =
            new EnginePlan(new RunSharing(2, 2), new EngineThreads(4, true));

    @TempDir Path folder;

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    /** Knows what is in the files and nothing else, as after a restart. */
    private PlanFiles files(Hardware hardware) {
        return new PlanFiles(folder.resolve("plans"), hardware, () -> now, 3);
    }

    private EnginePlan recalled() {
        return files(HARDWARE).recall(GRAPH);
    }

    private Path file() {
        return folder.resolve("plans").resolve(GRAPH + ".properties");
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text, StandardCharsets.ISO_8859_1);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("plans"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasFoundIsKnownAfterARestart() throws Exception {
        assertThat(recalled()).isEqualTo(EnginePlan.UNKNOWN);
        files(HARDWARE).remember(GRAPH, PLAN);
        assertThat(recalled()).isEqualTo(PLAN);
        assertThat(names()).containsExactly(GRAPH + ".properties");
    }

    @Test
    void halfOfAPlanIsKeptTooAndTheRestIsAdded() {
        EnginePlan half = EnginePlan.UNKNOWN.with(EngineThreads.NONE);
        files(HARDWARE).remember(GRAPH, half);
        assertThat(recalled()).isEqualTo(half);
        EnginePlan whole = recalled().with(new RunSharing(1, 4));
        files(HARDWARE).remember(GRAPH, whole);
        assertThat(recalled()).isEqualTo(new EnginePlan(new RunSharing(1, 4), EngineThreads.NONE));
    }

    @Test
    void whatWasFoundOnOtherHardwareIsNotUsed() {
        files(HARDWARE).remember(GRAPH, PLAN);
        assertThat(files(new Hardware("other", 4)).recall(GRAPH)).isEqualTo(EnginePlan.UNKNOWN);
    }

    @Test
    void whatIsBrokenSaysNothingAndIsOverwritten() throws Exception {
        files(HARDWARE).remember(GRAPH, PLAN);
        String good = Files.readString(file(), StandardCharsets.ISO_8859_1);
        for (String bad :
                List.of(
                        "",
                        "\\u12",
                        good.substring(0, good.length() / 2),
                        good.replace("format=1", "format=2"),
                        good.replace("graph=ab", "graph=cd"),
                        good.replace("\nthreads=2", "\nthreads=two"),
                        good.replace("\nthreads=2", "\nthreads=0"),
                        good.replace("lane_threads=4", "lane_threads=5"),
                        good.replace("lane_threads=4", "lane_threads=-1"),
                        good.replace("parallel_runs=2", "parallel=2"),
                        good + "#".repeat(5000))) {
            write(bad);
            assertThat(recalled()).as(bad).isEqualTo(EnginePlan.UNKNOWN);
        }
        files(HARDWARE).remember(GRAPH, PLAN);
        assertThat(recalled()).isEqualTo(PLAN);
    }

    @Test
    void whatIsNoDigestIsNoFilesName() {
        PlanFiles files = files(HARDWARE);
        for (String name : List.of("", "../" + GRAPH, GRAPH.substring(1), "AB".repeat(32))) {
            files.remember(name, PLAN);
            assertThat(files.recall(name)).isEqualTo(EnginePlan.UNKNOWN);
        }
        assertThat(folder.resolve("plans")).doesNotExist();
    }

    @Test
    void whereNothingCanBeWrittenItIsKnownUntilTheRestart() throws Exception {
        Files.writeString(folder.resolve("plans"), "no folder");
        PlanFiles files = files(HARDWARE);
        files.remember(GRAPH, PLAN);
        assertThat(files.recall(GRAPH)).isEqualTo(PLAN);
        assertThat(recalled()).isEqualTo(EnginePlan.UNKNOWN);
    }

    @Test
    void ofTooManyTheLongestUnusedGo() throws Exception {
        for (String graph : List.of("a", "b", "c")) {
            files(HARDWARE).remember(graph.repeat(64), PLAN);
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThat(files(HARDWARE).recall("a".repeat(64))).isEqualTo(PLAN);
        now = now.plus(Duration.ofMinutes(1));
        files(HARDWARE).remember("d".repeat(64), PLAN);
        assertThat(names())
                .containsExactly(
                        "a".repeat(64) + ".properties",
                        "c".repeat(64) + ".properties",
                        "d".repeat(64) + ".properties");
    }

    @Test
    void hardwareIsToldByTheProcessorTheirNumberAndTheRuntime() throws Exception {
        Path list = folder.resolve("cpuinfo");
        Files.writeString(list, "processor\t: 0\nmodel name\t: Some CPU\nmodel name\t: Other\n");
        Hardware two = Hardware.of(list, 2, "Runtime 1");
        assertThat(two.processors()).isEqualTo(2);
        assertThat(two.name()).startsWith("Some CPU, ").endsWith(", 2 processors, Runtime 1");
        assertThat(Hardware.of(list, 4, "Runtime 1").name()).isNotEqualTo(two.name());
        assertThat(Hardware.of(list, 2, "Runtime 2").name()).isNotEqualTo(two.name());
        assertThat(Hardware.of(folder.resolve("none"), 2, "Runtime 1").name())
                .startsWith("unknown processor, ");
    }
}

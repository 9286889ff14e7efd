package dev.slipway.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.local.deploy.PublicApi.ReplicaStatus;
import dev.slipway.local.deploy.PublicApi.VersionStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaTableTest {
    private static final String ALONE =
            "requests run one at a time: the first dimension of input 'x' is 1; export it again";
    private static final String UNTOLD =
            "the graph of this package wants an operator that this runtime does not have";

    private static ReplicaStatus replica(String instance, VersionStatus... versions) {
        return new ReplicaStatus(instance, "default", "ready", List.of(versions));
    }

    private static VersionStatus version(String version, String state, String detail) {
        return new VersionStatus(version, state, false, detail);
    }

    private static List<String> loaded(List<String> lines) {
        return lines.stream()
                .takeWhile(line -> !line.isEmpty())
                .skip(1)
                .map(line -> line.substring(59))
                .toList();
    }

    @Test
    void aRowHasAFewWordsAndEachSentenceStandsOnceBelow() {
        List<String> lines =
                ReplicaTable.lines(
                        List.of(
                                replica("a", version("m@1", "ready", ALONE)),
                                replica(
                                        "b",
                                        version("m@1", "ready", ALONE),
                                        version("n@2", "ready", ALONE),
                                        version("o@1", "ready", ""))));

        assertThat(lines.getFirst()).matches("REPLICA +POOL +STATE +LOADED");
        assertThat(loaded(lines))
                .containsExactly(
                        "m@1 ready (one at a time)",
                        "m@1 ready (one at a time), n@2 ready (one at a time), o@1 ready");
        assertThat(lines.subList(3, lines.size())).containsExactly("", "m@1, n@2: " + ALONE);
    }

    @Test
    void whatIsLongToItsFirstPauseIsToldBelowAlone() {
        List<String> lines = ReplicaTable.lines(List.of(replica("a", failed())));

        assertThat(loaded(lines)).containsExactly("m@3 failed (see below)");
        assertThat(lines).endsWith("m@3: " + UNTOLD);
    }

    private static VersionStatus failed() {
        return version("m@3", "failed", UNTOLD);
    }

    @Test
    void whereNothingMoreIsToBeSaidNothingStandsBelow() {
        List<String> lines =
                ReplicaTable.lines(
                        List.of(
                                replica(
                                        "a",
                                        new VersionStatus("m@1", "ready", true, ""),
                                        version("m@2", "failed", "no")),
                                replica("b")));

        assertThat(loaded(lines)).containsExactly("m@1 ready (withdrawn), m@2 failed (no)", "");
        assertThat(lines).hasSize(3);
    }

    @Test
    void aVersionThatRestsSaysSoInItsRow() {
        String rests = "it rests in the artefact cache; the next request brings it back";

        List<String> lines =
                ReplicaTable.lines(List.of(replica("a", version("m@1", "ready", rests))));

        assertThat(loaded(lines)).containsExactly("m@1 ready (rests in the artefact cache)");
        assertThat(lines).endsWith("m@1: " + rests);
    }
}

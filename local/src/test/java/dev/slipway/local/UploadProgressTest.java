package dev.slipway.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.local.deploy.UploadReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UploadProgressTest {
    private static final long TOTAL = 91_000_000;
    private static final String MODEL = "minilm";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nanos;

    @Test
    void onATerminalOneLineIsRedrawn() {
        UploadReport upload = progress(true).upload(MODEL, TOTAL);
        pass(3_100);
        upload.sent(38_300_000, TOTAL);
        upload.ended();
        assertThat(drawn())
                .containsExactly(
                        "uploading minilm  [                    ]   0 %  0 of 91 MB  0.0 MB/s",
                        "uploading minilm  [=======>            ]  42 %  38 of 91 MB  12.4 MB/s"
                                + System.lineSeparator());
    }

    @Test
    void itIsRedrawnAtMostFiveTimesASecond() {
        UploadReport upload = progress(true).upload(MODEL, TOTAL);
        for (int taken = 1; taken <= 100; taken++) {
            pass(10);
            upload.sent(taken * 1_000L, TOTAL);
        }
        assertThat(drawn()).hasSize(1 + 5);
    }

    @Test
    void aLineThatIsShorterLeavesNothingOfTheOneBefore() {
        Progress progress = progress(true);
        progress.redraw("a long line");
        progress.redraw("short");
        assertThat(drawn()).containsExactly("a long line", "short      ");
    }

    @Test
    void whenAllIsSentTheBarIsFullAndTheNextLineSaysWhatIsDone() {
        UploadReport upload = progress(true).upload(MODEL, TOTAL);
        pass(50);
        upload.sent(TOTAL, TOTAL);
        pass(1_000);
        upload.sent(TOTAL, TOTAL);
        upload.ended();
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).contains("[====================] 100 %  91 of 91 MB");
        assertThat(lines().getLast()).endsWith(" s  checking and storing");
    }

    @Test
    void aLineThatIsToldMeanwhileStandsBelowTheBar() {
        Progress progress = progress(true);
        UploadReport upload = progress.upload(MODEL, TOTAL);
        progress.accept("stopping");
        upload.ended();
        assertThat(lines()).hasSize(2).last().isEqualTo("   0.0 s  stopping");
    }

    @Test
    void aLongNameIsShortenedSoThatNoLineIsBroken() {
        UploadReport upload = progress(true).upload("a".repeat(63), TOTAL);
        pass(1_000);
        upload.sent(90_900_000, TOTAL);
        assertThat(drawn())
                .allMatch(line -> line.length() <= 79)
                .allMatch(line -> line.contains("aa..  ["));
    }

    @Test
    void elsewhereEachTenthIsALine() {
        UploadReport upload = progress(false).upload(MODEL, TOTAL);
        for (int taken = 1; taken <= 91; taken++) {
            pass(500);
            upload.sent(taken * 1_000_000L, TOTAL);
        }
        upload.ended();
        assertThat(lines())
                .hasSize(11)
                .startsWith(
                        "   0.0 s  uploading minilm (91 MB)",
                        "   5.0 s  uploading minilm  10 %  10 of 91 MB  2.0 MB/s",
                        "   9.5 s  uploading minilm  20 %  19 of 91 MB  2.0 MB/s")
                .endsWith("  45.5 s  checking and storing");
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\r");
    }

    @Test
    void elsewhereAFastUploadIsTwoLines() {
        UploadReport upload = progress(false).upload(MODEL, 91_000);
        for (int taken = 1; taken <= 91; taken++) {
            pass(10);
            upload.sent(taken * 1_000L, 91_000);
        }
        upload.ended();
        assertThat(lines())
                .containsExactly(
                        "   0.0 s  uploading minilm (91 kB)", "   0.9 s  checking and storing");
    }

    @Test
    void elsewhereLinesAreTwoSecondsApart() {
        UploadReport upload = progress(false).upload(MODEL, TOTAL);
        for (int taken = 1; taken <= 90; taken++) {
            pass(100);
            upload.sent(taken * 1_000_000L, TOTAL);
        }
        assertThat(lines()).hasSize(1 + 4);
    }

    private Progress progress(boolean terminal) {
        return new Progress(
                new PrintStream(written, true, StandardCharsets.UTF_8), terminal, () -> nanos);
    }

    private void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    private List<String> drawn() {
        String[] all = written.toString(StandardCharsets.UTF_8).split("\r", -1);
        return List.of(all).subList(1, all.length);
    }

    /** As they stand in the end. */
    private List<String> lines() {
        String[] all = written.toString(StandardCharsets.UTF_8).split(System.lineSeparator(), -1);
        return Stream.of(all)
                .map(line -> line.substring(line.lastIndexOf('\r') + 1))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}

package dev.slipway.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyUseReporterTest {
    private final KeyUses uses = new KeyUses();
    private final List<List<String>> heard = new ArrayList<>();
    private int refusals;

    private final KeyUseReporter reporter = new KeyUseReporter(uses, this::hear, _ -> {});

    private void hear(List<String> prefixes) {
        if (refusals > 0) {
            refusals--;
            throw new IllegalStateException("away");
        }
        heard.add(List.copyOf(prefixes));
    }

    private void use(int from, int to) {
        for (int i = from; i < to; i++) {
            uses.used("key" + i);
        }
    }

    private List<String> allHeard() {
        return heard.stream().flatMap(List::stream).toList();
    }

    @Test
    void reportsEachMinuteWhatWasUsedSinceTheLastReport() {
        List<Duration> pauses = new ArrayList<>();
        new KeyUseReporter(
                        uses,
                        this::hear,
                        pause -> {
                            pauses.add(pause);
                            switch (pauses.size()) {
                                case 1 -> {
                                    uses.used("a");
                                    uses.used("a");
                                }
                                case 2 -> {}
                                case 3 -> uses.used("b");
                                default -> throw new InterruptedException();
                            }
                        })
                .run();

        assertThat(heard).containsExactly(List.of("a"), List.of("b"));
        assertThat(pauses).hasSize(4).containsOnly(Duration.ofMinutes(1));
    }

    @Test
    void whatWasNotHeardIsToldAgainWithWhatCameAfterIt() {
        uses.used("a");
        refusals = 1;
        reporter.report();
        assertThat(heard).isEmpty();

        uses.used("b");
        reporter.report();

        assertThat(allHeard()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aLongReportComesInParts() {
        use(0, 2500);

        reporter.report();

        assertThat(heard).extracting(List::size).containsExactly(1000, 1000, 500);
        assertThat(allHeard()).doesNotHaveDuplicates();
        assertThat(uses.count()).isZero();
    }

    @Test
    void aPartThatFailsEndsTheReportAndLosesNothing() {
        use(0, 2500);
        refusals = 1;
        reporter.report();
        assertThat(uses.count()).isEqualTo(2500);

        reporter.report();

        assertThat(allHeard()).hasSize(2500).doesNotHaveDuplicates();
    }

    @Test
    void aKeyInConstantUseIsToldOnceAReport() {
        uses.used("busy");
        KeyUseReporter whileUsed =
                new KeyUseReporter(
                        uses,
                        prefixes -> {
                            hear(prefixes);
                            uses.used("busy");
                        },
                        _ -> {});

        whileUsed.report();
        assertThat(allHeard()).containsExactly("busy");

        whileUsed.report();
        assertThat(allHeard()).containsExactly("busy", "busy");
    }

    @Test
    void keepsNoMoreThanItMay() {
        use(0, 100_010);

        assertThat(uses.count()).isEqualTo(100_000);
    }
}

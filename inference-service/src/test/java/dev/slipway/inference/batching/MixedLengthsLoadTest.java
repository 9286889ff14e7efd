package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Clients that each send a text, wait for its answer and send the next one, to two threads, on a
 * clock of its own: a model of what mixed lengths cost, beside batches that are sorted beforehand.
 */
class MixedLengthsLoadTest {
    private static final int THREADS = 2;
    private static final int TEXTS = 4_000;
    private static final int VIEW = 64;
    private static final int BATCH = 8;

    /** A run costs as much as 20 tokens and its own, as a small text model about does. */
    private static final CostModel COST = KnownCost.of(20);

    private record Text(int number, int width) implements BatchPlanner.Candidate {
        @Override
        public int rows() {
            return 1;
        }

        @Override
        public long nanosLeft() {
            return Long.MAX_VALUE;
        }
    }

    /** What a free thread takes of what waits, which is not empty. */
    @FunctionalInterface
    private interface Policy {
        List<Text> next(List<Text> waiting);
    }

    private static Policy planner() {
        BatchPlanner planner = new BatchPlanner(32, Long.MAX_VALUE, COST);
        return waiting ->
                planner.plan(List.copyOf(waiting.subList(0, Math.min(VIEW, waiting.size()))))
                        .works();
    }

    private static List<Text> asTheyCome(List<Text> waiting) {
        return waiting.subList(0, Math.min(BATCH, waiting.size()));
    }

    private static List<Text> oneByOne(List<Text> waiting) {
        return waiting.subList(0, 1);
    }

    /** 4 to 126 tokens, log-normal: as search queries beside paragraphs. */
    private static Text text(int number, Random random) {
        double words = Math.exp(3 + 0.9 * random.nextGaussian());
        return new Text(number, 2 + (int) Math.clamp(words, 2, 124));
    }

    private static double cost(List<Text> texts) {
        int widest = 0;
        for (Text text : texts) {
            widest = Math.max(widest, text.width());
        }
        return COST.nanos(new RunShape(texts.size(), widest));
    }

    /** What so many texts cost in batches of like length, a thread's share of it. */
    private static double sorted() {
        Random random = new Random(3);
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            texts.add(text(i, random));
        }
        texts.sort(Comparator.comparingInt(Text::width));
        double all = 0;
        for (int from = 0; from < TEXTS; from += BATCH) {
            all += cost(texts.subList(from, from + BATCH));
        }
        return all / THREADS;
    }

    /** The loop's part of the rate that sorted batches have. */
    private static double rate(int clients, Policy policy) {
        Random random = new Random(3);
        List<Text> waiting = new ArrayList<>();
        int sent = 0;
        while (sent < clients) {
            waiting.add(text(sent++, random));
        }
        double[] free = new double[THREADS];
        int[] answered = new int[THREADS];
        int thread = 0;
        while (sent < TEXTS + clients) {
            thread = free[0] <= free[1] ? 0 : 1;
            // A thread takes its next run before those whom it answered have sent anew.
            List<Text> run = waiting.isEmpty() ? List.of() : List.copyOf(policy.next(waiting));
            waiting.removeAll(run);
            for (int i = 0; i < answered[thread]; i++) {
                waiting.add(text(sent++, random));
            }
            answered[thread] = run.size();
            free[thread] += run.isEmpty() ? 1 : cost(run);
        }
        return sorted() / free[thread];
    }

    @Test
    void runsAreChosenBetterThanOneByOneOrAsTextsCome() {
        double planned = rate(32, planner());
        assertThat(planned).isGreaterThan(rate(32, MixedLengthsLoadTest::oneByOne));
        assertThat(planned).isGreaterThan(1.3 * rate(32, MixedLengthsLoadTest::asTheyCome));
    }

    /** Sorted batches choose among all texts, a run among those that wait. */
    @Test
    void theMoreWaitTheNearerItComesToWhatIsSortedBeforehand() {
        assertThat(rate(128, planner())).isGreaterThan(rate(32, planner()));
    }
}

package dev.slipway.inference.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostileTimesTest {
    private static final long[] TIMES = {0, -1, 1, 5, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final int[] SIZES = {0, -5, 1, 7, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private static void isSane(CostModel cost) {
        for (int rows : SIZES) {
            for (int width : SIZES) {
                // Neither of these holds for NaN.
                assertThat(cost.nanos(new RunShape(rows, width))).isBetween(1.0, 1e19);
            }
        }
        assertThat(cost.error()).isBetween(0.0, 1e3);
        assertThat(cost.spread()).isBetween(1.0, 1e3);
    }

    private static void teachNonsense(CostModel cost, Random random) {
        int rows = SIZES[random.nextInt(SIZES.length)];
        int width = SIZES[random.nextInt(SIZES.length)];
        long nanos = TIMES[random.nextInt(TIMES.length)];
        cost.ran(new RunShape(rows, width), nanos, random.nextInt());
    }

    @Test
    void whateverIsTaughtPredictionsAreNumbersOfAtLeastOne() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            LearnedCost cost = new LearnedCost();
            for (int run = 1; run <= 200; run++) {
                teachNonsense(cost, random);
                isSane(cost);
                assertThat(cost.runs()).isEqualTo(run);
            }
        }
    }

    @Test
    void eachNonsenseAloneIsBorneForLong() {
        for (int size : SIZES) {
            for (long time : TIMES) {
                LearnedCost cost = new LearnedCost();
                for (int run = 0; run < 500; run++) {
                    cost.ran(new RunShape(size, size), time, size);
                }
                isSane(cost);
            }
        }
    }

    @Test
    void sizesBelowOneCountAsOne() {
        LearnedCost cost = new LearnedCost();
        cost.ran(new RunShape(0, -3), 1000, 0);
        assertThat(cost.nanos(new RunShape(1, 1))).isBetween(990.0, 1010.0);
        assertThat(cost.nanos(new RunShape(-1, 0))).isEqualTo(cost.nanos(new RunShape(1, 1)));
    }

    @Test
    void honestRunsSoonMendWhatNonsenseTaught() {
        for (long time : TIMES) {
            for (int before : new int[] {0, 300}) {
                LearnedCost cost = new LearnedCost();
                Traffic traffic = new Traffic(cost, 3);
                traffic.run(Traffic::text, before);
                traffic.run((rows, width) -> (double) time, 50);
                traffic.run(Traffic::text, 300);
                assertThat(traffic.worst(Traffic::text)).isLessThan(0.2);
            }
        }
    }

    @Test
    void runsOfManyThreadsAllTeachWhileOthersAsk() throws InterruptedException {
        LearnedCost cost = new LearnedCost();
        cost.ran(new RunShape(1, 8), (long) Traffic.text(1, 8), 1);
        List<Double> odd = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Traffic traffic = new Traffic(cost, thread);
            threads.add(Thread.ofPlatform().start(() -> traffic.run(Traffic::text, 2000)));
        }
        for (int asked = 0; asked < 10_000; asked++) {
            double nanos = cost.nanos(new RunShape(4, 32));
            if (!(nanos >= 1 && nanos < 1e12)) {
                odd.add(nanos);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(odd).isEmpty();
        assertThat(cost.runs()).isEqualTo(8001);
        assertThat(new Traffic(cost, 9).worst(Traffic::text)).isLessThan(0.25);
    }
}

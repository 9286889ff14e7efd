package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.cost.RunShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    private static final long WIDE = Long.MAX_VALUE;

    private record Row(String name, int rows, int width, long nanosLeft)
            implements BatchPlanner.Candidate {
        Row(String name, int width) {
            this(name, 1, width, Long.MAX_VALUE);
        }
    }

    /** Nothing ran yet. */
    private record UnknownCost() implements CostModel {
        @Override
        public double nanos(RunShape shape) {
            return 0;
        }

        @Override
        public void ran(RunShape shape, long nanos, int concurrent) {}

        @Override
        public double error() {
            return 0;
        }

        @Override
        public double spread() {
            return 1;
        }

        @Override
        public long runs() {
            return 0;
        }
    }

    private static List<Row> alike(int count, int width) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row("r" + i, width));
        }
        return rows;
    }

    private static Release<Row> plan(CostModel cost, int maxRows, List<Row> waiting) {
        return new BatchPlanner(maxRows, WIDE, cost).plan(waiting);
    }

    private static List<String> names(Release<Row> release) {
        return release.works().stream().map(Row::name).toList();
    }

    @Test
    void whoIsAloneRunsAlone() {
        Release<Row> release = plan(KnownCost.of(5), 8, alike(1, 3));
        assertThat(names(release)).containsExactly("r0");
        assertThat(release.why()).isEqualTo(ReleaseReason.IDLE_ENGINE);
    }

    @Test
    void whatSharesAFixedCostRunsTogetherInItsOrder() {
        Release<Row> release = plan(KnownCost.of(100), 8, alike(4, 3));
        assertThat(names(release)).containsExactly("r0", "r1", "r2", "r3");
        assertThat(release.why()).isEqualTo(ReleaseReason.IDLE_ENGINE);
    }

    @Test
    void whatItWantsIsWhatItWouldRunIfNoDeadlineForbadeIt() {
        BatchPlanner planner = new BatchPlanner(8, WIDE, KnownCost.of(100));
        assertThat(planner.wantedNanos()).isZero();
        List<Row> hurried = new ArrayList<>(alike(3, 3));
        hurried.addFirst(new Row("hurried", 1, 3, 104));
        Release<Row> release = planner.plan(hurried);
        assertThat(release.why()).isEqualTo(ReleaseReason.DEADLINE);
        assertThat(names(release)).containsExactly("hurried");
        assertThat(planner.wantedNanos()).isEqualTo(100 + 4 * 3);
        planner.plan(alike(1, 3));
        assertThat(planner.wantedNanos()).isEqualTo(112 - 9.0 / 16);
    }

    @Test
    void whatIsWantedOfACostThatNobodyKnowsIsNotKnownEither() {
        BatchPlanner planner = new BatchPlanner(8, WIDE, new UnknownCost());
        planner.plan(alike(4, 3));
        assertThat(planner.wantedNanos()).isZero();
    }

    @Test
    void theBoundOfRowsFillsIt() {
        Release<Row> release = plan(KnownCost.of(1000), 3, alike(5, 3));
        assertThat(names(release)).containsExactly("r0", "r1", "r2");
        assertThat(release.why()).isEqualTo(ReleaseReason.FULL);
    }

    @Test
    void soDoesTheBoundOfTokensPaddingIncluded() {
        List<Row> waiting = List.of(new Row("a", 10), new Row("b", 40), new Row("c", 10));
        Release<Row> release = new BatchPlanner(8, 100, KnownCost.of(1000)).plan(waiting);
        assertThat(names(release)).containsExactly("a", "c");
        assertThat(release.why()).isEqualTo(ReleaseReason.FULL);
    }

    @Test
    void whatIsWiderThanTheBoundRunsAlone() {
        List<Row> waiting = List.of(new Row("a", 200), new Row("b", 10));
        Release<Row> release = new BatchPlanner(8, 100, KnownCost.of(1000)).plan(waiting);
        assertThat(names(release)).containsExactly("a");
        assertThat(release.why()).isEqualTo(ReleaseReason.FULL);
    }

    @Test
    void paddingThatCostsMoreThanAnotherRunIsNotRun() {
        List<Row> waiting =
                List.of(new Row("a", 8), new Row("long", 128), new Row("b", 9), new Row("c", 8));
        Release<Row> release = plan(KnownCost.of(10), 8, waiting);
        assertThat(names(release)).containsExactly("a", "c", "b");
        assertThat(release.why()).isEqualTo(ReleaseReason.MARGINAL_COST);
    }

    @Test
    void paddingThatCostsLessThanAnotherRunIs() {
        List<Row> waiting = List.of(new Row("a", 8), new Row("long", 128), new Row("b", 9));
        Release<Row> release = plan(KnownCost.of(1000), 8, waiting);
        assertThat(names(release)).containsExactly("a", "b", "long");
        assertThat(release.why()).isEqualTo(ReleaseReason.IDLE_ENGINE);
    }

    @Test
    void theOneThatIsServedNextAlwaysRunsHoweverWellOthersWouldFitTogether() {
        List<Row> waiting = new ArrayList<>(List.of(new Row("long", 500)));
        waiting.addAll(alike(8, 4));
        assertThat(names(plan(KnownCost.of(10), 8, waiting))).containsExactly("long");
    }

    @Test
    void rowsBeyondWhereTheyShareAnythingWait() {
        CostModel eightAreBest =
                new KnownCost(run -> 40 + 10 * run.rows() + 60.0 * Math.max(0, run.rows() - 8), 1);
        Release<Row> release = plan(eightAreBest, 32, alike(20, 4));
        assertThat(names(release)).hasSize(8).startsWith("r0").endsWith("r7");
        assertThat(release.why()).isEqualTo(ReleaseReason.MARGINAL_COST);
    }

    @Test
    void ofRunsThatAreNearlyAsGoodTheShorterOneIsTaken() {
        CostModel hardlyAnythingShared = new KnownCost(run -> 1 + 100 * run.rows(), 1);
        assertThat(plan(hardlyAnythingShared, 32, alike(20, 4)).works()).hasSize(1);
    }

    @Test
    void nobodyIsMadeLateByOthersOfItsRun() {
        CostModel tenARow = new KnownCost(run -> 100 + 10 * run.rows(), 1);
        List<Row> waiting = new ArrayList<>(List.of(new Row("urgent", 1, 4, 130)));
        waiting.addAll(alike(6, 4));
        Release<Row> release = plan(tenARow, 8, waiting);
        assertThat(names(release)).containsExactly("urgent", "r0", "r1");
        assertThat(release.why()).isEqualTo(ReleaseReason.DEADLINE);
    }

    @Test
    void howFarTimesSpreadIsKeptFromTheDeadline() {
        CostModel spread = new KnownCost(run -> 100 + 10 * run.rows(), 1.25);
        List<Row> waiting = new ArrayList<>(List.of(new Row("urgent", 1, 4, 150)));
        waiting.addAll(alike(6, 4));
        assertThat(plan(spread, 8, waiting).works()).hasSize(2);
    }

    @Test
    void whoIsLateEvenAloneHoldsNobodyUp() {
        CostModel tenARow = new KnownCost(run -> 100 + 10 * run.rows(), 1);
        List<Row> waiting = new ArrayList<>(List.of(new Row("late", 1, 4, 20)));
        waiting.addAll(alike(6, 4));
        Release<Row> release = plan(tenARow, 8, waiting);
        assertThat(release.works()).hasSize(7);
        assertThat(release.why()).isEqualTo(ReleaseReason.IDLE_ENGINE);
    }

    @Test
    void requestsOfSeveralRowsCountAllOfThem() {
        List<Row> waiting =
                List.of(new Row("four", 4, 2, Long.MAX_VALUE), new Row("one", 2), new Row("x", 2));
        Release<Row> release = plan(KnownCost.of(1000), 5, waiting);
        assertThat(names(release)).containsExactly("four", "one");
        assertThat(release.why()).isEqualTo(ReleaseReason.FULL);
    }

    @Test
    void ofNarrowerOnesTooWhoeverIsServedEarlierComesFirst() {
        List<Row> waiting =
                List.of(new Row("a", 9), new Row("b", 8), new Row("c", 8), new Row("d", 8));
        assertThat(names(plan(KnownCost.of(1000), 3, waiting)))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void nowAndThenALargerRunIsTriedThanWhatIsKnownSpeaksFor() {
        CostModel nothingIsShared = new KnownCost(run -> 100 * run.rows(), 1);
        BatchPlanner planner = new BatchPlanner(32, WIDE, nothingIsShared);
        int larger = 0;
        for (int i = 0; i < 640; i++) {
            List<Row> works = planner.plan(alike(5, 4)).works();
            assertThat(works.size()).isLessThanOrEqualTo(2);
            larger += works.size() - 1;
        }
        assertThat(larger).isEqualTo(10);
    }

    @Test
    void nothingIsTriedThatWouldMakeSomebodyLate() {
        CostModel nothingIsShared = new KnownCost(run -> 100 * run.rows(), 1);
        BatchPlanner planner = new BatchPlanner(32, WIDE, nothingIsShared);
        List<Row> waiting = List.of(new Row("urgent", 1, 4, 150), new Row("b", 4));
        for (int i = 0; i < 640; i++) {
            assertThat(planner.plan(waiting).works()).hasSize(1);
        }
    }

    @Test
    void beforeAnythingRanNeighboursRunTogetherAndFarLengthsDoNot() {
        List<Row> waiting =
                List.of(new Row("a", 20), new Row("b", 21), new Row("long", 400), new Row("c", 20));
        assertThat(names(plan(new UnknownCost(), 8, waiting))).containsExactly("a", "c", "b");
    }

    @Test
    void whatWasTriedBeforeAnythingRanIsEnoughToChooseBy() {
        LearnedCost nothingIsShared = new LearnedCost();
        for (int rows : new int[] {1, 4, 16}) {
            nothingIsShared.tried(new RunShape(rows, 4), 100_000L * rows);
        }
        assertThat(plan(new UnknownCost(), 8, alike(5, 4)).works()).hasSize(5);
        assertThat(plan(nothingIsShared, 8, alike(5, 4)).works()).hasSizeLessThan(5);
    }

    @Test
    void whateverWaitsTheBoundsHoldAndTheFirstRuns() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            List<Row> waiting = new ArrayList<>();
            int count = 1 + random.nextInt(40);
            for (int i = 0; i < count; i++) {
                waiting.add(
                        new Row(
                                "r" + i,
                                1 + random.nextInt(4),
                                1 + random.nextInt(200),
                                random.nextInt(5_000)));
            }
            Release<Row> release =
                    new BatchPlanner(16, 1_000, KnownCost.of(random.nextInt(500))).plan(waiting);
            int rows = release.works().stream().mapToInt(Row::rows).sum();
            int widest = release.works().stream().mapToInt(Row::width).max().orElseThrow();
            assertThat(release.works()).contains(waiting.getFirst()).doesNotHaveDuplicates();
            assertThat(waiting).containsAll(release.works());
            assertThat(release.works().size() == 1 || (rows <= 16 && rows * widest <= 1_000))
                    .isTrue();
        }
    }
}

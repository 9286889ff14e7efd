package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Decision;
import dev.slipway.inference.batching.BatchPolicy.Hold;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.LearnedCost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedBatcherTest {
    private static final int MAX_ROWS = 16;
    private static final long WIDE = Long.MAX_VALUE;
    private static final long MS = 1_000_000;
    private static final long MUCH = 60_000 * MS;
    private static final FixedBatching DELAY = new FixedBatching(5000, List.of());
    private static final FixedBatching SIZES = new FixedBatching(0, List.of(4, 8));
    private static final FixedBatching BOTH = new FixedBatching(5000, List.of(4, 8));

    private record Row(int rows, int width, long sinceNanos, long nanosLeft)
            implements BatchPolicy.Waiter {
        Row(int rows) {
            this(rows, 1, 0, MUCH);
        }
    }

    private static List<Row> singles(int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row(1));
        }
        return rows;
    }

    private static Decision<Row> decide(FixedBatching settings, long nowNanos, List<Row> waiting) {
        return new FixedBatcher(MAX_ROWS, WIDE, settings, KnownCost.of(100))
                .decide(waiting, nowNanos);
    }

    private static Decision<Row> decide(CostModel cost, List<Row> waiting) {
        return new FixedBatcher(MAX_ROWS, WIDE, DELAY, cost).decide(waiting, 0);
    }

    private static Release<Row> release(List<Row> works, ReleaseReason why) {
        return new Release<>(works, why);
    }

    @Test
    void whoIsAloneIsHeldForWhatIsLeftOfItsDelay() {
        assertThat(decide(DELAY, 2 * MS, singles(1))).isEqualTo(new Hold<Row>(3 * MS));
        assertThat(decide(DELAY, 5 * MS, singles(1)))
                .isEqualTo(release(singles(1), ReleaseReason.IDLE_ENGINE));
    }

    @Test
    void theOldestOneCountsWhereverItStands() {
        List<Row> waiting = List.of(new Row(1, 1, 4 * MS, MUCH), new Row(1));
        assertThat(decide(DELAY, 4 * MS, waiting)).isEqualTo(new Hold<Row>(MS));
    }

    @Test
    void withoutPreferredSizesTheBatchSizeIsTheOnlyOne() {
        assertThat(decide(DELAY, 0, singles(15))).isEqualTo(new Hold<Row>(5 * MS));
        assertThat(decide(DELAY, 0, singles(16)))
                .isEqualTo(release(singles(16), ReleaseReason.FULL));
        assertThat(decide(DELAY, 0, singles(20)))
                .isEqualTo(release(singles(16), ReleaseReason.FULL));
    }

    @Test
    void theLargestPreferredSizeThatCanBeMadeLeavesAtOnce() {
        assertThat(decide(BOTH, 0, singles(3))).isEqualTo(new Hold<Row>(5 * MS));
        assertThat(decide(BOTH, 0, singles(7))).isEqualTo(release(singles(4), ReleaseReason.FULL));
        assertThat(decide(BOTH, 0, singles(9))).isEqualTo(release(singles(8), ReleaseReason.FULL));
    }

    @Test
    void onceTheDelayIsOverAllLeaveWhateverTheirSize() {
        assertThat(decide(BOTH, 5 * MS, singles(7)))
                .isEqualTo(release(singles(7), ReleaseReason.IDLE_ENGINE));
        assertThat(decide(BOTH, 5 * MS, singles(20)))
                .isEqualTo(release(singles(16), ReleaseReason.FULL));
    }

    @Test
    void withoutADelayNothingIsHeld() {
        assertThat(decide(SIZES, 0, singles(3)))
                .isEqualTo(release(singles(3), ReleaseReason.IDLE_ENGINE));
        assertThat(decide(SIZES, 9 * MS, singles(7)))
                .isEqualTo(release(singles(4), ReleaseReason.FULL));
    }

    @Test
    void whatPassesOverAllPreferredSizesLeavesWithoutWhatWouldPassOver() {
        Row three = new Row(3);
        assertThat(decide(BOTH, 0, List.of(three, three, three)))
                .isEqualTo(release(List.of(three, three), ReleaseReason.FULL));
        List<Row> ten = List.of(new Row(10));
        assertThat(decide(BOTH, 0, ten)).isEqualTo(release(ten, ReleaseReason.FULL));
    }

    @Test
    void whatDoesNotFitLetsThoseBeforeItLeave() {
        Row ten = new Row(10);
        assertThat(decide(DELAY, 0, List.of(ten, new Row(8))))
                .isEqualTo(release(List.of(ten), ReleaseReason.FULL));
        List<Row> tooLarge = List.of(new Row(40));
        assertThat(decide(DELAY, 0, tooLarge)).isEqualTo(release(tooLarge, ReleaseReason.FULL));
    }

    @Test
    void theBoundOfTokensCountsPadding() {
        Row narrow = new Row(1, 10, 0, MUCH);
        Row wide = new Row(1, 40, 0, MUCH);
        FixedBatcher bounded = new FixedBatcher(MAX_ROWS, 100, DELAY, KnownCost.of(100));
        Decision<Row> three = bounded.decide(List.of(narrow, wide, narrow), 0);
        assertThat(three).isEqualTo(release(List.of(narrow, wide), ReleaseReason.FULL));
        Decision<Row> two = bounded.decide(List.of(narrow, wide), 0);
        assertThat(two).isEqualTo(new Hold<Row>(5 * MS));
    }

    @Test
    void aDeadlineEndsTheHoldingInTimeForTheRun() {
        KnownCost cost = new KnownCost(_ -> MS, 1.5);
        Row patient = new Row(1);
        Row urgent = new Row(1, 1, 0, 3 * MS);
        assertThat(decide(cost, List.of(patient, urgent))).isEqualTo(new Hold<Row>(MS / 2));
        List<Row> now = List.of(patient, new Row(1, 1, 0, 5 * MS / 2));
        assertThat(decide(cost, now)).isEqualTo(release(now, ReleaseReason.DEADLINE));
    }

    @Test
    void whileNothingIsKnownOfRunsOnlyWhoSeesTheEndOfTheDelayIsHeld() {
        List<Row> hasTime = List.of(new Row(1, 1, 0, 7 * MS));
        assertThat(decide(new LearnedCost(), hasTime)).isEqualTo(new Hold<Row>(5 * MS));
        List<Row> hasNot = List.of(new Row(1, 1, 0, 5 * MS + MS / 2));
        assertThat(decide(new LearnedCost(), hasNot))
                .isEqualTo(release(hasNot, ReleaseReason.DEADLINE));
    }

    @Test
    void theSettingsAreToldInWords() {
        assertThat(FixedBatcher.sentence(new FixedBatching(500, List.of(4, 8, 16)), 32))
                .isEqualTo(
                        "they are held for up to 500 microseconds, or until there are 4, 8 or 16"
                                + " rows");
        assertThat(FixedBatcher.sentence(DELAY, 32)).endsWith("until there are 32 rows");
        assertThat(FixedBatcher.sentence(SIZES, 32))
                .isEqualTo("what waits runs at once, 4 or 8 rows together where there are as many");
    }
}

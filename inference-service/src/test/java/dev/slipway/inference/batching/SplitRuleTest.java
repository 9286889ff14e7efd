package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitRuleTest {
    private static final KnownCost QUICK = KnownCost.of(100);
    private static final MergeRule DECLARED = MergeRule.declared(4, null);
    private static final MergeRule FIXED =
            MergeRule.declared(4, new FixedBatching(500, List.of(2)));

    private static EngineRequest request(Map<String, Tensor> inputs) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(1), () -> 0);
        return new EngineRequest(inputs, List.of("y"), deadline, new CancelToken());
    }

    private static EngineRequest rows(int rows) {
        return request(Map.of("x", Tensor.floats(new float[rows], rows, 1)));
    }

    private static int parts(SplitRule split, MergeRule rule, int rows) {
        EngineRequest request = rows(rows);
        assertThat(split.refusal(request)).isNull();
        return split.parts(request, rule.shape(request));
    }

    @Test
    void aDeclaredSizeBoundsEachPartHoweverQuickTheRequestIs() {
        for (MergeRule rule : List.of(DECLARED, FIXED)) {
            SplitRule split = new SplitRule(rule, QUICK, false);
            assertThat(parts(split, rule, 4)).isEqualTo(1);
            assertThat(parts(split, rule, 5)).isEqualTo(2);
            assertThat(parts(split, rule, 8)).isEqualTo(2);
            assertThat(parts(split, rule, 9)).isEqualTo(3);
        }
    }

    @Test
    void whatIsNotDeclaredBoundsNoRequest() {
        MergeRule probed = new MergeRule(4, Merging.PROBED, "test");
        assertThat(parts(new SplitRule(probed, QUICK, false), probed, 9)).isEqualTo(1);
        assertThat(parts(new SplitRule(probed, QUICK, true), probed, 9)).isEqualTo(1);
    }

    @Test
    void aLongRequestRunsInNoFewerPartsThanItsSizeAsksFor() {
        KnownCost slow = new KnownCost(run -> 30e6 * run.rows(), 1);
        assertThat(parts(new SplitRule(DECLARED, slow, false), DECLARED, 9)).isEqualTo(9);
        KnownCost mostlyFixed = new KnownCost(run -> 60e6 + run.rows(), 1);
        assertThat(parts(new SplitRule(DECLARED, mostlyFixed, false), DECLARED, 9)).isEqualTo(3);
    }

    @Test
    void whereOutputsAreNotRowByRowNothingIsSplitForItsTimeAndNoneRunsWholeOverTheSize() {
        KnownCost slow = new KnownCost(run -> 30e6 * run.rows(), 1);
        SplitRule split = new SplitRule(DECLARED, slow, false);
        split.splitNothingForTime();
        assertThat(parts(split, DECLARED, 4)).isEqualTo(1);
        assertThat(parts(split, DECLARED, 9)).isEqualTo(3);
        assertThat(split.refusalWhole(rows(4))).isNull();
        assertThat(refused(split.refusalWhole(rows(5))).message()).contains("max_batch_size: 4");
    }

    @Test
    void aGraphThatIsQuantisedDynamicallyRefusesMoreThanItsDeclaredSize() {
        SplitRule split = new SplitRule(DECLARED, QUICK, true);
        assertThat(parts(split, DECLARED, 4)).isEqualTo(1);
        Refusal refusal = refused(split.refusal(rows(5)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal.message())
                .contains("5 rows", "max_batch_size: 4", "quantised", "at most 4 rows");
    }

    @Test
    void moreWorksThanMayEnterAtOnceAreRefused() {
        SplitRule split = new SplitRule(DECLARED, QUICK, false);
        int most = 4 * SplitRule.MOST_DECLARED_PARTS;
        assertThat(parts(split, DECLARED, most)).isEqualTo(SplitRule.MOST_DECLARED_PARTS);
        assertThat(refused(split.refusal(rows(most + 1))).message()).contains("2048 parts");
    }

    @Test
    void aRequestWhoseInputsDifferInRowsHasNoNumberOfThem() {
        EngineRequest odd =
                request(
                        Map.of(
                                "x", Tensor.floats(new float[9], 9, 1),
                                "z", Tensor.floats(new float[8], 8, 1)));
        SplitRule split = new SplitRule(DECLARED, QUICK, false);
        assertThat(split.refusal(odd)).isNull();
        assertThat(split.parts(odd, DECLARED.shape(odd))).isEqualTo(1);
    }

    private static Refusal refused(@Nullable Refusal refusal) {
        return Objects.requireNonNull(refusal, "it may run");
    }
}

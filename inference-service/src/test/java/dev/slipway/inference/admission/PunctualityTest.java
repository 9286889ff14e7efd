package dev.slipway.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PunctualityTest {
    private static final double MS = 1e6;

    private final AtomicLong now = new AtomicLong(-5);
    private final Punctuality punctuality = new Punctuality();

    private Verdict judge(Forecast forecast, long leftMs) {
        return punctuality.judge(forecast, Deadline.in(Duration.ofMillis(leftMs), now::get));
    }

    /** The one refusal of each second that is let in has been. */
    private void useTrial() {
        assertThat(judge(forecast(Standing.BEHIND, 1000, 0), 1)).isEqualTo(Verdict.Entry.ON_TRIAL);
    }

    private static Forecast forecast(Standing standing, double waitMs, double runMs) {
        return new Forecast(standing, waitMs * MS, runMs * MS, 0, 1);
    }

    private Refusal refused(Forecast forecast, long leftMs) {
        if (judge(forecast, leftMs) instanceof Verdict.Late(Refusal refusal)) {
            return refusal;
        }
        throw new AssertionError("let in");
    }

    @Test
    void whatEndsWithItsDeadlineIsInTimeAndWhatEndsLaterIsNot() {
        useTrial();
        assertThat(judge(forecast(Standing.BEHIND, 70, 30), 100)).isEqualTo(Verdict.Entry.IN_TIME);
        assertThat(refused(forecast(Standing.BEHIND, 70, 30.001), 100).code())
                .isEqualTo(ErrorCode.PREDICTED_LATE);
    }

    @Test
    void howFarPredictionsAreOffIsAddedToTheWaitAndTheirSpreadToTheRun() {
        useTrial();
        Forecast unsure = new Forecast(Standing.BEHIND, 40 * MS, 20 * MS, 0.5, 2);
        assertThat(judge(unsure, 100)).isEqualTo(Verdict.Entry.IN_TIME);
        assertThat(refused(unsure, 99).code()).isEqualTo(ErrorCode.PREDICTED_LATE);
    }

    @Test
    void aRefusalSaysWhatIsPredictedWhatIsLeftAndWhereToChangeIt() {
        useTrial();
        Refusal refusal = refused(forecast(Standing.BEHIND, 1200, 80), 500);
        assertThat(refusal.message())
                .contains("wait 1200 ms", "run 80 ms", "500 ms are left")
                .contains("X-Request-Timeout-Ms", "parameter timeout", "default_timeout_ms");
    }

    @Test
    void ofARunThatNobodyKnowsItSaysNothing() {
        useTrial();
        assertThat(refused(forecast(Standing.BEHIND, 1200, 0), 500).message())
                .contains("wait 1200 ms, but only 500 ms are left")
                .doesNotContain(" run ");
    }

    @Test
    void askingAgainMakesSenseAfterTheWholeSecondsThatAreMissing() {
        useTrial();
        assertThat(refused(forecast(Standing.BEHIND, 100, 1), 100).retryAfterSeconds())
                .isEqualTo(1);
        assertThat(refused(forecast(Standing.BEHIND, 2000, 100), 100).retryAfterSeconds())
                .isEqualTo(2);
        assertThat(refused(forecast(Standing.BEHIND, 2001, 100), 100).retryAfterSeconds())
                .isEqualTo(3);
        assertThat(refused(forecast(Standing.BEHIND, 1e12, 100), 100).retryAfterSeconds())
                .isEqualTo(3600);
    }

    @Test
    void whatIsTooLongByItselfWhereNothingIsServedBeforeItNeedNotBeAskedAgain() {
        useTrial();
        Refusal unreachable = refused(forecast(Standing.NEXT, 5, 101), 100);
        assertThat(unreachable.code()).isEqualTo(ErrorCode.DEADLINE_UNREACHABLE);
        assertThat(unreachable.code().retryable()).isFalse();
        assertThat(unreachable.message())
                .contains("run 101 ms", "100 ms are left", "default_timeout_ms");
        assertThat(refused(forecast(Standing.NEXT, 5, 100), 100).code())
                .isEqualTo(ErrorCode.PREDICTED_LATE);
        assertThat(refused(forecast(Standing.BEHIND, 5, 101), 100).code())
                .isEqualTo(ErrorCode.PREDICTED_LATE);
    }

    @Test
    void nothingIsRefusedWhereAnEngineIsFreeOrTooLittleIsKnown() {
        useTrial();
        assertThat(judge(forecast(Standing.IDLE, 0, 1e9), 1)).isEqualTo(Verdict.Entry.IN_TIME);
        assertThat(judge(forecast(Standing.UNKNOWN, 1e9, 1e9), 1)).isEqualTo(Verdict.Entry.IN_TIME);
    }

    @Test
    void whatIsLateAlreadyIsLeftToItsDeadline() {
        useTrial();
        assertThat(judge(forecast(Standing.BEHIND, 1000, 1), 0)).isEqualTo(Verdict.Entry.IN_TIME);
    }

    @Test
    void oneASecondIsLetInAgainstARefusal() {
        Forecast late = forecast(Standing.BEHIND, 1000, 1);
        assertThat(judge(late, 100)).isEqualTo(Verdict.Entry.ON_TRIAL);
        assertThat(judge(late, 100)).isInstanceOf(Verdict.Late.class);
        now.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(judge(late, 100)).isInstanceOf(Verdict.Late.class);
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(judge(late, 100)).isEqualTo(Verdict.Entry.ON_TRIAL);
        assertThat(judge(late, 100)).isInstanceOf(Verdict.Late.class);
    }

    @Test
    void whoIsInTimeUsesUpNoTrial() {
        assertThat(judge(forecast(Standing.BEHIND, 1, 1), 100)).isEqualTo(Verdict.Entry.IN_TIME);
        assertThat(judge(forecast(Standing.NEXT, 0, 200), 100)).isEqualTo(Verdict.Entry.ON_TRIAL);
    }
}

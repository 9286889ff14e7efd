package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTimesTest {
    private static final long SHORT = EngineWorkers.SHORT_WAIT_NANOS;
    private static final long TURN = SHORT / 5;

    private final TurnTimes turns = new TurnTimes();

    private void manyTook(long nanos) {
        for (int i = 0; i < 100; i++) {
            turns.took(nanos);
        }
    }

    @Test
    void untilSomethingIsKnownTurnsAreLong() {
        assertThat(turns.in(SHORT)).isZero();
        turns.took(TURN);
        assertThat(turns.in(SHORT)).isZero();
    }

    @Test
    void asManyAsFitIntoTheTime() {
        manyTook(TURN - 100);
        assertThat(turns.in(SHORT)).isEqualTo(5);
        assertThat(turns.in(0)).isZero();
    }

    @Test
    void aLongOneCountsAsOneThatIsJustLong() {
        manyTook(TURN / 5);
        turns.took(Long.MAX_VALUE);
        assertThat(turns.in(2 * SHORT)).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            turns.took(TURN / 5);
        }
        assertThat(turns.in(SHORT)).isGreaterThan(5);
    }

    @Test
    void longOnesAreKnownSoon() {
        manyTook(TURN);
        turns.took(EngineWorkers.LONG_RUN_NANOS);
        turns.took(EngineWorkers.LONG_RUN_NANOS);
        assertThat(turns.in(SHORT)).isZero();
    }
}

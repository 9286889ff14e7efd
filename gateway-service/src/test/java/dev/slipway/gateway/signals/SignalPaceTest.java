package dev.slipway.gateway.signals;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignalPaceTest {
    private final SignalPace pace = new SignalPace(10);

    @Test
    void theFirstLookIsToldAndThenEveryTenth() {
        assertThat(toldOf(21, false)).isEqualTo(3);
    }

    @Test
    void whatBeginsToWaitIsToldAtOnceAndOnce() {
        assertThat(pace.tells(false)).isTrue();
        assertThat(pace.tells(false)).isFalse();
        assertThat(pace.tells(true)).isTrue();
        assertThat(pace.tells(true)).isFalse();
        assertThat(pace.tells(false)).isFalse();
        assertThat(pace.tells(true)).isTrue();
    }

    private int toldOf(int looks, boolean holding) {
        int told = 0;
        for (int i = 0; i < looks; i++) {
            told += pace.tells(holding) ? 1 : 0;
        }
        return told;
    }
}

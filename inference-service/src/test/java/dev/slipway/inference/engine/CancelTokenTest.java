package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelTokenTest {
    private final AtomicInteger told = new AtomicInteger();
    private final CancelToken token = new CancelToken();

    @Test
    void aListenerIsToldOnceEvenIfItComesLate() {
        token.onCancel(told::incrementAndGet);
        token.cancel();
        token.cancel();
        token.onCancel(told::incrementAndGet);
        assertThat(told).hasValue(2);
        assertThat(token.isCancelled()).isTrue();
    }

    @Test
    void aListenerThatWasTakenAwayIsNotTold() {
        token.onCancel(told::incrementAndGet).close();
        token.cancel();
        assertThat(told).hasValue(0);
    }
}

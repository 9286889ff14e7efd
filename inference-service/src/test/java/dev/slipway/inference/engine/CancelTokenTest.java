package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
    void listenersAreToldInTheirOrderWithoutThoseThatWereTakenAway() {
        List<Integer> heard = new ArrayList<>();
        List<CancelToken.Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            registrations.add(token.onCancel(() -> heard.add(number)));
        }
        for (int gone : new int[] {0, 3, 5, 3}) {
            registrations.get(gone).close();
        }
        token.onCancel(() -> heard.add(6));
        token.cancel();
        registrations.get(1).close();
        assertThat(heard).containsExactly(1, 2, 4, 6);
    }

    @Test
    void aTokenThatAllHaveLeftTakesListenersAgain() {
        token.onCancel(told::incrementAndGet).close();
        token.onCancel(told::incrementAndGet);
        token.cancel();
        assertThat(told).hasValue(1);
    }

    @Test
    void aListenerMayTakeAnotherOneAway() {
        CancelToken.Registration[] second = new CancelToken.Registration[1];
        token.onCancel(() -> second[0].close());
        second[0] = token.onCancel(told::incrementAndGet);
        token.onCancel(told::incrementAndGet);
        token.cancel();
        assertThat(told).hasValue(1);
    }

    @Test
    void aListenerThatWasTakenAwayIsNotTold() {
        token.onCancel(told::incrementAndGet).close();
        token.cancel();
        assertThat(told).hasValue(0);
    }
}

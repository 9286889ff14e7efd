package dev.slipway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestThreadTest {
    private final Deque<Runnable> timers = new ArrayDeque<>(4);
    private final List<String> done = new ArrayList<>();
    private final RequestThread thread =
            new RequestThread(
                    Runnable::run,
                    (_, task) -> {
                        timers.add(task);
                        return () -> {};
                    },
                    "r-1");

    private static void fault() {
        throw new IllegalStateException("injected");
    }

    @Test
    void aTaskThatFailsEndsTheRequestAndFailsNobodyElse() {
        thread.atFault(() -> done.add("ended"));

        thread.execute(RequestThreadTest::fault);
        thread.execute(() -> done.add("after"));

        assertThat(done).containsExactly("ended", "after");
    }

    @Test
    void aTimerThatFailsEndsItToo() {
        thread.atFault(() -> done.add("ended"));
        var _ = thread.after(1, RequestThreadTest::fault);

        timers.remove().run();

        assertThat(done).containsExactly("ended");
    }

    @Test
    void isEndedOnceAndAnEndThatFailsIsSwallowed() {
        thread.atFault(() -> {
            done.add("ended");
            thread.execute(RequestThreadTest::fault);
            fault();
        });

        thread.execute(() -> {
            throw new StackOverflowError();
        });
        thread.execute(RequestThreadTest::fault);

        assertThat(done).containsExactly("ended");
    }
}

package dev.slipway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.telemetry.RequestLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestThreadTest {
    private final Deque<Runnable> queue = new ArrayDeque<>(4);
    private final Deque<Runnable> timers = new ArrayDeque<>(4);
    private final List<String> done = new ArrayList<>();
    private final RequestThread thread =
            new RequestThread(
                    Runnable::run,
                    queue::add,
                    (_, task) -> {
                        timers.add(task);
                        return () -> {};
                    },
                    () -> new RequestLog.Subject("r-1", "m", "", ""));

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
    void whatIsToRunLaterIsGuardedThere() {
        thread.atFault(() -> done.add("ended"));
        thread.later(RequestThreadTest::fault);
        assertThat(done).isEmpty();

        queue.remove().run();

        assertThat(done).containsExactly("ended");
    }

    @Test
    void theLineOfAFaultHasTheRequest() {
        Logger logger = (Logger) LoggerFactory.getLogger(RequestThread.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);

        thread.execute(RequestThreadTest::fault);

        logger.detachAppender(lines);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .containsExactly(Map.of("request_id", "r-1", "model", "m"));
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

package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class TracingOffTest {
    private static final String TRACEPARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void whereNobodyCollectsTracesARequestMakesNoObjects() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        requests(1_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        requests(100_000);
        long made = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(made / 100_000.0).as("bytes a request").isLessThan(1);
    }

    private static void requests(int count) {
        for (int i = 0; i < count; i++) {
            Span request = Tracing.OFF.serve("POST", TRACEPARENT);
            Span attempt = request.call("attempt").set("replica", "r").set("status", 200);
            if (attempt.isOn() || attempt.traceparent() != null) {
                throw new AssertionError("nobody collects");
            }
            request.part("batch").link(attempt);
            attempt.end();
            request.fail("never");
            request.end();
        }
    }
}

package dev.slipway.telemetry.http;

import dev.slipway.contract.Headers;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Span;
import java.util.function.BiConsumer;
import org.slf4j.MDC;

/** What a service sends on that calls another one for the request that its thread works on. */
public final class NextHop {
    private static final ThreadLocal<Span> CURRENT = ThreadLocal.withInitial(() -> Span.NONE);

    private NextHop() {}

    /** Adds the request's id and its trace, where this thread has them. */
    public static void tell(BiConsumer<String, String> headers) {
        String id = MDC.get(RequestLog.REQUEST_ID);
        if (id != null && !id.isEmpty()) {
            headers.accept(Headers.REQUEST_ID, id);
        }
        String traceparent = CURRENT.get().traceparent();
        if (traceparent != null) {
            headers.accept(Headers.TRACEPARENT, traceparent);
        }
    }

    static void begins(Span span) {
        CURRENT.set(span);
    }

    static void ends() {
        CURRENT.remove();
    }
}

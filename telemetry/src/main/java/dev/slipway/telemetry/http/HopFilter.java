package dev.slipway.telemetry.http;

import dev.slipway.contract.Headers;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.RequestLog.Subject;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.SpanMethod;
import dev.slipway.telemetry.Tracing;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A hop behind the door, of a request that has an id or belongs to a trace: whatever is logged on
 * its thread carries the id; a refusal, a failure and a write are one line each; its span joins the
 * trace that the door began. What services say to each other by themselves has neither.
 */
public final class HopFilter implements Filter {
    /** Where Spring tells the route of a request, which is all that is bounded of a path. */
    private static final String ROUTE =
            "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

    private static final int FIRST_FAILURE = 500;

    private final RequestLog log;
    private final Tracing tracing;

    public HopFilter(RequestLog log, Tracing tracing) {
        this.log = log;
        this.tracing = tracing;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked
                && response instanceof HttpServletResponse answer) {
            String id = RequestLog.fit(asked.getHeader(Headers.REQUEST_ID));
            String traceparent = asked.getHeader(Headers.TRACEPARENT);
            if (!id.isEmpty() || (traceparent != null && tracing.isOn())) {
                follow(asked, answer, chain, id, traceparent);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private void follow(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            String id,
            @Nullable String traceparent)
            throws IOException, ServletException {
        Span span =
                traceparent == null
                        ? Span.NONE
                        : tracing.serve(SpanMethod.inName(request.getMethod()), traceparent);
        if (!id.isEmpty()) {
            MDC.put(RequestLog.REQUEST_ID, id);
        }
        if (span.isOn()) {
            MDC.put(RequestLog.TRACE_ID, span.traceId());
            NextHop.begins(span);
        }
        int status = FIRST_FAILURE;
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            MDC.remove(RequestLog.REQUEST_ID);
            MDC.remove(RequestLog.TRACE_ID);
            NextHop.ends();
            tell(request, response, new Subject(id, "", "", span.traceId()), status);
            end(request, response, span, status);
        }
    }

    private void tell(
            HttpServletRequest request, HttpServletResponse response, Subject subject, int status) {
        if (subject.requestId().isEmpty()) {
            return;
        }
        String sentence =
                request.getMethod()
                        + " "
                        + route(request)
                        + " was answered "
                        + status
                        + code(response);
        log.answered(subject, request.getMethod(), status, sentence);
    }

    private static void end(
            HttpServletRequest request, HttpServletResponse response, Span span, int status) {
        if (!span.isOn()) {
            return;
        }
        String route = route(request);
        span.rename(SpanMethod.inName(request.getMethod()) + " " + route);
        SpanMethod.set(span, request.getMethod())
                .set("http.route", route)
                .set("http.response.status_code", status);
        if (status >= FIRST_FAILURE) {
            String code = response.getHeader(Headers.ERROR);
            span.fail(code == null ? Integer.toString(status) : code);
        }
        span.end();
    }

    private static String route(HttpServletRequest request) {
        return request.getAttribute(ROUTE) instanceof String route ? route : "(no route)";
    }

    private static String code(HttpServletResponse response) {
        String code = response.getHeader(Headers.ERROR);
        return code == null ? "" : " " + code;
    }
}

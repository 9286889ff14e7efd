package dev.slipway.telemetry;

import dev.slipway.contract.Headers;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Lines about single requests, under one name in every service, so that an id is found in all of
 * them. At most so many a second are written, of failures and of refusals each; a line after some
 * that were left out says how many. Never in a line: a body, a key, a query.
 */
public final class RequestLog {
    /** The logger; its level {@code debug} also shows what went well. */
    public static final String NAME = "dev.slipway.requests";

    /** The field of the request's id. */
    public static final String REQUEST_ID = "request_id";

    /** The field of the trace's id. */
    public static final String TRACE_ID = "trace_id";

    private static final String MODEL = "model";
    private static final String VERSION = "version";
    private static final int LINES_PER_SECOND = 20;
    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    /**
     * Whose line it is.
     *
     * @param model empty where none was found; a name that is served, never just what was asked
     * @param version empty where none was chosen
     */
    public record Subject(String requestId, String model, String version, String traceId) {}

    private final Logger log;
    private final LineBudget failures;
    private final LineBudget refusals;

    public RequestLog(LongSupplier nanoTime) {
        this(LoggerFactory.getLogger(NAME), LINES_PER_SECOND, nanoTime);
    }

    RequestLog(Logger log, int linesPerSecond, LongSupplier nanoTime) {
        this.log = log;
        this.failures = new LineBudget(linesPerSecond, nanoTime);
        this.refusals = new LineBudget(linesPerSecond, nanoTime);
    }

    /** The service is to blame. */
    public void failed(Subject subject, String sentence) {
        long leftOut = failures.take();
        if (leftOut >= 0) {
            with(subject, () -> log.warn(said(sentence, leftOut)));
        }
    }

    /** The client is to blame, or a bound was reached; also what is worth a line and went well. */
    public void noted(Subject subject, String sentence) {
        long leftOut = log.isInfoEnabled() ? refusals.take() : -1;
        if (leftOut >= 0) {
            with(subject, () -> log.info(said(sentence, leftOut)));
        }
    }

    public boolean showsAll() {
        return log.isDebugEnabled();
    }

    /**
     * A request over HTTP was answered: a failure from 500 on, noted from 400 on or where something
     * was written.
     */
    public void answered(Subject subject, String method, int status, String sentence) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (status >= FIRST_FAILURE) {
            failed(subject, sentence);
        } else if (status >= FIRST_REFUSAL || !reads) {
            noted(subject, sentence);
        } else if (showsAll()) {
            passed(subject, sentence);
        }
    }

    /** What went well, for whoever asked to see everything. */
    public void passed(Subject subject, String sentence) {
        with(subject, () -> log.debug(sentence));
    }

    /** The id if it may stand in a log, else nothing. */
    public static String fit(@Nullable String requestId) {
        return requestId != null
                        && requestId.length() <= Headers.REQUEST_ID_MAX_LENGTH
                        && requestId.chars().allMatch(sign -> sign > ' ' && sign <= '~')
                ? requestId
                : "";
    }

    /** Runs a step whose lines, by whichever logger, carry the subject's fields. */
    public static void with(Subject subject, Runnable step) {
        String before = MDC.get(REQUEST_ID);
        put(REQUEST_ID, subject.requestId());
        put(MODEL, subject.model());
        put(VERSION, subject.version());
        put(TRACE_ID, subject.traceId());
        try {
            step.run();
        } finally {
            put(REQUEST_ID, before == null ? "" : before);
            MDC.remove(MODEL);
            MDC.remove(VERSION);
            MDC.remove(TRACE_ID);
        }
    }

    private static void put(String field, String value) {
        if (value.isEmpty()) {
            MDC.remove(field);
        } else {
            MDC.put(field, value);
        }
    }

    private static String said(String sentence, long leftOut) {
        return leftOut == 0 ? sentence : sentence + " (" + leftOut + " such lines were left out)";
    }
}

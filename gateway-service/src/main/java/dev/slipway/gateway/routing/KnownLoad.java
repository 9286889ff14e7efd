package dev.slipway.gateway.routing;

import java.util.concurrent.TimeUnit;

/**
 * What the last report of a replica still says; immutable. The wait that was predicted passes with
 * time, and grows with each attempt that this gateway has begun there since. After {@value
 * #FRESH_SECONDS} s a report says nothing more: a replica whose reports stopped is judged by the
 * attempts under way there alone, and so it is asked again.
 *
 * @param waitNanos what a new request would have waited when the report came
 * @param own attempts of this gateway that were under way there besides the one that was answered
 * @param eachNanos by how much a request that is ahead lengthens the wait, smoothed over reports; 0
 *     before a report showed it
 * @param known false as long as no report came
 */
record KnownLoad(long waitNanos, int own, long atNanos, long eachNanos, boolean known) {
    static final KnownLoad NONE = new KnownLoad(0, 0, 0, 0, false);
    private static final int FRESH_SECONDS = 5;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(FRESH_SECONDS);
    private static final int SMOOTHING = 8;

    KnownLoad after(LoadReport report, int ownInFlight, long nowNanos) {
        long each = eachNanos;
        if (report.inFlight() > 0 && report.waitNanos() > 0) {
            long seen = report.waitNanos() / report.inFlight();
            each = each == 0 ? seen : each + (seen - each) / SMOOTHING;
        }
        return new KnownLoad(report.waitNanos(), ownInFlight, nowNanos, each, true);
    }

    boolean isFresh(long nowNanos) {
        return known && nowNanos - atNanos < FRESH_NANOS;
    }

    /** The wait of a request that is sent now. */
    long waitNanos(int ownInFlight, long eachAhead, long nowNanos) {
        long left = Math.max(0, waitNanos - Math.max(0, nowNanos - atNanos));
        return left + Math.max(0, ownInFlight - own) * eachAhead;
    }
}

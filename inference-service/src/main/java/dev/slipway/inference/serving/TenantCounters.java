package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of one tenant's requests to one version. */
public final class TenantCounters {
    private final LongAdder answered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final Map<ErrorCode, LongAdder> refused = new ConcurrentHashMap<>();

    TenantCounters() {}

    void answered() {
        answered.increment();
    }

    void left() {
        left.increment();
    }

    /** Whether anything was refused with this code. */
    boolean knows(ErrorCode code) {
        return refused.containsKey(code);
    }

    void refused(ErrorCode code) {
        LongAdder known = refused.get(code);
        if (known == null) {
            known = refused.computeIfAbsent(code, _ -> new LongAdder());
        }
        known.increment();
    }

    public long answeredTotal() {
        return answered.sum();
    }

    /** Requests whose client left before there was an answer. */
    public long leftTotal() {
        return left.sum();
    }

    /** Requests that were refused or failed, at the door too, by codes that there were. */
    public Map<ErrorCode, Long> refusedTotals() {
        Map<ErrorCode, Long> totals = new EnumMap<>(ErrorCode.class);
        refused.forEach((code, count) -> totals.put(code, count.sum()));
        return totals;
    }
}

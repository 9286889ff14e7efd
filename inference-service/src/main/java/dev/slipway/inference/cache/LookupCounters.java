package dev.slipway.inference.cache;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What became of the works of one version that were looked up. */
public final class LookupCounters {
    private final Map<Lookup, LongAdder> lookups = new EnumMap<>(Lookup.class);
    private final Map<Lookup, LongAdder> nanos = new EnumMap<>(Lookup.class);
    private final LongAdder rows = new LongAdder();

    /** Nothing was looked up yet. */
    public LookupCounters() {
        for (Lookup lookup : Lookup.values()) {
            lookups.put(lookup, new LongAdder());
            nanos.put(lookup, new LongAdder());
        }
    }

    void looked(Lookup result, long tookNanos) {
        of(lookups, result).increment();
        of(nanos, result).add(tookNanos);
    }

    void answered(int ofRows) {
        rows.add(ofRows);
    }

    private static LongAdder of(Map<Lookup, LongAdder> adders, Lookup result) {
        return Objects.requireNonNull(adders.get(result));
    }

    /** Works that this became of, when they were looked up. */
    public long total(Lookup result) {
        return of(lookups, result).sum();
    }

    /** Nanoseconds that looking them up took; without waiting, running or keeping the answer. */
    public long nanos(Lookup result) {
        return of(nanos, result).sum();
    }

    /** Rows of works that were answered without a run of their own. */
    public long answeredRows() {
        return rows.sum();
    }
}

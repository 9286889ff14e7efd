package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.histogram.Histogram;
import dev.slipway.inference.model.VersionId;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What became of this replica's requests, of all and of those of each version. */
public final class RequestCounters {
    private final Map<Phase, LongAdder> cancelled = new EnumMap<>(Phase.class);
    private final Map<ErrorCode, LongAdder> refused = new EnumMap<>(ErrorCode.class);
    private final LongAdder answered = new LongAdder();
    private final LongAdder cutTexts = new LongAdder();
    private final LongAdder unread = new LongAdder();
    private final LongAdder pipelined = new LongAdder();
    private final LongAdder displaced = new LongAdder();
    private final LongAdder answeredNanos = new LongAdder();
    private final LongAdder failedNanos = new LongAdder();
    private final Histogram durations = Histogram.ofNanos();
    private final Map<ErrorCode, LongAdder> turnedAway = new EnumMap<>(ErrorCode.class);
    private final TenantNames tenantNames;
    private final SeriesBudget series;
    private final TenantLedger tenants;
    private final Map<VersionId, RequestCounters> versions = new ConcurrentHashMap<>();
    private final @Nullable RequestCounters all;

    public RequestCounters() {
        this(null);
    }

    private RequestCounters(@Nullable RequestCounters all) {
        this.all = all;
        this.tenantNames = all == null ? new TenantNames() : all.tenantNames;
        this.series = all == null ? new SeriesBudget(TenantLedger.MOST_SERIES) : all.series;
        this.tenants = new TenantLedger(tenantNames, series);
        for (Phase phase : Phase.values()) {
            cancelled.put(phase, new LongAdder());
        }
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(code, new LongAdder());
            turnedAway.put(code, new LongAdder());
        }
    }

    /** Those of one version; what they count is counted here too. */
    RequestCounters of(VersionId version) {
        RequestCounters known = versions.get(version);
        return known == null
                ? versions.computeIfAbsent(version, _ -> new RequestCounters(this))
                : known;
    }

    /** Forgets a version that is unloaded; what it counted stays counted here. */
    public void drop(VersionId version) {
        RequestCounters gone = versions.remove(version);
        if (gone != null) {
            gone.tenants.close();
        }
    }

    /** Of every version that is loaded and was asked. */
    public Map<VersionId, RequestCounters> versions() {
        return Map.copyOf(versions);
    }

    void cancelled(Phase phase, String tenant) {
        adder(cancelled, phase).increment();
        if (all != null) {
            adder(all.cancelled, phase).increment();
        }
        tenants.left(tenant);
    }

    void refused(ErrorCode code, String tenant) {
        refused(code);
        tenants.refused(code, tenant);
    }

    void refused(ErrorCode code) {
        adder(refused, code).increment();
        if (all != null) {
            all.refused(code);
        }
    }

    /** It got no place, which is counted by itself and among its tenant's requests. */
    void turnedAway(ErrorCode code, String tenant) {
        adder(turnedAway, code).increment();
        tenants.refused(code, tenant);
    }

    void answered(String tenant) {
        answered.increment();
        if (all != null) {
            all.answered.increment();
        }
        tenants.answered(tenant);
    }

    /**
     * Of a version's tenants by name; those over {@link TenantNames#MOST}, and what would take more
     * than {@link TenantLedger#MOST_SERIES} series, together.
     */
    public Map<String, TenantCounters> tenants() {
        return tenants.tenants();
    }

    void took(long nanos, boolean answered) {
        (answered ? answeredNanos : failedNanos).add(nanos);
        durations.add(nanos);
    }

    /** Of all requests that had a place how long each took, in nanoseconds. */
    public Histogram durations() {
        return durations;
    }

    /** Time from the head to the last byte, of all requests that had a place. */
    public long tookNanos() {
        return answeredNanos() + failedNanos();
    }

    /** The same, of those that were answered. */
    long answeredNanos() {
        return answeredNanos.sum();
    }

    /** The same, of those that were refused or whose client left. */
    long failedNanos() {
        return failedNanos.sum();
    }

    void cutTexts(int texts) {
        cutTexts.add(texts);
        if (all != null) {
            all.cutTexts(texts);
        }
    }

    /** A connection was closed since its client did not read. */
    public void closedUnread() {
        unread.increment();
    }

    /** Connections of this replica that were closed since their clients did not read. */
    public long closedUnreadTotal() {
        return unread.sum();
    }

    /** A connection was closed since too much came behind a request that was not answered. */
    public void closedPipelined() {
        pipelined.increment();
    }

    /** Connections of this replica on which too much came behind an unanswered request. */
    public long closedPipelinedTotal() {
        return pipelined.sum();
    }

    void displaced() {
        displaced.increment();
        if (all != null) {
            all.displaced();
        }
    }

    /** Requests that waited and whose place went to another one. */
    public long displacedTotal() {
        return displaced.sum();
    }

    /** Requests whose client left in a phase. */
    public long cancelledIn(Phase phase) {
        return adder(cancelled, phase).sum();
    }

    /** Requests that had a place and were refused or failed with a code. */
    public long refusedWith(ErrorCode code) {
        return adder(refused, code).sum();
    }

    /** A version's requests that got no place, by the code that they were refused with. */
    public long turnedAwayWith(ErrorCode code) {
        return adder(turnedAway, code).sum();
    }

    public long answeredTotal() {
        return answered.sum();
    }

    /** Texts that were cut to what the model reads. */
    public long cutTextsTotal() {
        return cutTexts.sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("every key has its adder");
        }
        return adder;
    }
}

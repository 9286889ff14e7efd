package dev.slipway.inference.cache;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What this process keeps of answers, of all its versions together, bounded by bytes. It is asked
 * for a version's part, which looks up nothing before it is told to keep something.
 */
public final class ResponseCache {
    private final KeptAnswers kept;
    private final Flights flights;
    private final LongSupplier nanoTime;
    private final Set<VersionResponses> versions = ConcurrentHashMap.newKeySet();

    /** Keeps nothing yet. */
    public ResponseCache(ResponseCacheSettings settings, LongSupplier nanoTime) {
        this.kept = new KeptAnswers(settings.maxBytes());
        this.flights = new Flights(kept);
        this.nanoTime = nanoTime;
    }

    /**
     * The part of a version that is loaded now; whoever unloads it closes the part.
     *
     * @param seal SHA-256 of the version's manifest, which holds those of its files
     */
    public VersionResponses of(String model, int version, String seal) {
        VersionResponses part = new VersionResponses(this, model, version, seal);
        versions.add(part);
        return part;
    }

    /** Those of every version that is loaded. */
    public Collection<VersionResponses> versions() {
        return List.copyOf(versions);
    }

    /** Bytes on the heap that answers take. */
    public long bytes() {
        return kept.bytes();
    }

    /** Bytes that they may take. */
    public long mostBytes() {
        return kept.most();
    }

    /** Answers that had to go for others. */
    public long evictions() {
        return kept.evictions();
    }

    KeptAnswers kept() {
        return kept;
    }

    Flights flights() {
        return flights;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    void drop(VersionResponses version) {
        kept.drop(version);
    }

    void forget(VersionResponses version) {
        versions.remove(version);
        kept.drop(version);
    }
}

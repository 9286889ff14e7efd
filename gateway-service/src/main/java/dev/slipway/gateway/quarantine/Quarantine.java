package dev.slipway.gateway.quarantine;

import dev.slipway.gateway.routing.Replica;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bodies that replicas died on. A body is refused when two instances died while they worked on it
 * that nobody had stopped, until a while after the last of them.
 *
 * <p>Whatever else a replica worked on when it died is suspected too. Such a body is let off as
 * soon as it is answered, and is not refused for two deaths that another body shared, or explains
 * by having been there each time; three are enough in any company.
 *
 * <p>A digest is made of a body that a replica was lost with, and then of those that are as long
 * and ask the same version: while no body is watched, a request costs one read of a field.
 */
public final class Quarantine {
    /** A longer body is not known again: of one that flows on, no byte is left to be digested. */
    public static final int MOST_BODY_BYTES = 1 << 20;

    public static final Duration DEFAULT_EXPIRY = Duration.ofMinutes(10);

    /** The one that was lost with a replica longest ago goes first. */
    static final int MOST_WATCHED = 1_000;

    private static final int DEATHS_ALONE = 2;
    private static final int DEATHS_IN_COMPANY = 3;

    /**
     * A body as a version gets it.
     *
     * @param bytes its length
     * @param digest of {@link BodyDigest}
     */
    public record Body(String model, int version, long bytes, String digest) {
        private Kind kind() {
            return new Kind(model, version, bytes);
        }
    }

    /** Bodies that could be the same one. */
    private record Kind(String model, int version, long bytes) {}

    private final long expiryNanos;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<Body, Suspect> suspects = new LinkedHashMap<>();
    private final Map<Kind, Integer> kinds = new HashMap<>();
    private volatile boolean watching;

    /**
     * With nobody in it.
     *
     * @param expiry after the last death; zero for no quarantine at all
     */
    public Quarantine(Duration expiry, LongSupplier nanoTime) {
        this.expiryNanos = expiry.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether a body of this length may be one that is watched, so that its digest is needed. */
    public boolean mayKnow(String model, int version, long bytes) {
        return watching && isWatched(new Kind(model, version, bytes));
    }

    private synchronized boolean isWatched(Kind kind) {
        forgetOld();
        return kinds.containsKey(kind);
    }

    /** Whether it shall reach no replica. */
    public synchronized boolean refuses(Body body) {
        forgetOld();
        Suspect suspect = suspects.get(body);
        return suspect != null && isQuarantined(suspect);
    }

    /**
     * The connection to a replica broke that worked on it, and that nobody had stopped. To be told
     * before the replica is probed.
     *
     * @return whether another instance has died on it before
     */
    public synchronized boolean lost(Body body, Replica replica) {
        if (expiryNanos == 0 || body.bytes() > MOST_BODY_BYTES) {
            return false;
        }
        forgetOld();
        Suspect known = suspects.remove(body);
        if (known == null) {
            var _ = kinds.merge(body.kind(), 1, Integer::sum);
        }
        Suspect suspect = known == null ? new Suspect() : known;
        boolean before = suspect.diedBeside(replica.instance());
        suspect.lost(replica, nanoTime.getAsLong());
        suspects.put(body, suspect);
        watching = true;
        if (suspects.size() > MOST_WATCHED) {
            forget(suspects.keySet().iterator().next());
        }
        return before;
    }

    /** A replica lived through it. */
    public synchronized void answered(Body body) {
        forget(body);
    }

    /** How many bodies are refused now. */
    public synchronized int count() {
        forgetOld();
        int count = 0;
        for (Suspect suspect : suspects.values()) {
            count += isQuarantined(suspect) ? 1 : 0;
        }
        return count;
    }

    /** How many bodies a replica was lost with lately, those that are refused among them. */
    public synchronized int watched() {
        forgetOld();
        return suspects.size();
    }

    private boolean isQuarantined(Suspect suspect) {
        int deaths = suspect.deaths();
        return deaths >= DEATHS_IN_COMPANY || (deaths >= DEATHS_ALONE && !isExplained(suspect));
    }

    private boolean isExplained(Suspect suspect) {
        for (Suspect other : suspects.values()) {
            if (other != suspect && other.explains(suspect)) {
                return true;
            }
        }
        return false;
    }

    /** They stand in the order of their last losses. */
    private void forgetOld() {
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<Body, Suspect>> oldest = suspects.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Body, Suspect> next = oldest.next();
            if (now - next.getValue().sinceNanos() < expiryNanos) {
                break;
            }
            oldest.remove();
            uncount(next.getKey().kind());
        }
    }

    private void forget(Body body) {
        if (suspects.remove(body) != null) {
            uncount(body.kind());
        }
    }

    private void uncount(Kind kind) {
        var _ = kinds.computeIfPresent(kind, (_, count) -> count == 1 ? null : count - 1);
        watching = !suspects.isEmpty();
    }
}

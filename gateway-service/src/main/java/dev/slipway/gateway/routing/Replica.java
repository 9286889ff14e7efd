package dev.slipway.gateway.routing;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What this gateway knows of one replica beyond the document; lives as long as it is routed. */
public final class Replica {
    /** An attempt that is under way here. */
    public interface Waiting {
        long startedNanos();

        /** The replica does not answer: the attempt shall move. May be called from any thread. */
        void hung();
    }

    private final UUID instance;
    private final String address;
    private final Breaker breaker;
    private final Consumer<Replica> begun;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger bodiesSent = new AtomicInteger();
    private final AtomicInteger recoveries = new AtomicInteger();
    private final AtomicBoolean trial = new AtomicBoolean();
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private volatile KnownLoad load = KnownLoad.NONE;
    private volatile boolean unreachable;
    private volatile int lostAfter = -1;
    private volatile boolean draining;

    public Replica(UUID instance, String address, Breaker breaker) {
        this(instance, address, breaker, _ -> {});
    }

    /** {@code begun} is told of each attempt that begins, after it is counted. */
    Replica(UUID instance, String address, Breaker breaker, Consumer<Replica> begun) {
        this.instance = instance;
        this.address = address;
        this.breaker = breaker;
        this.begun = begun;
    }

    public UUID instance() {
        return instance;
    }

    /** host:port of its data plane. */
    public String address() {
        return address;
    }

    public Breaker breaker() {
        return breaker;
    }

    public int inFlight() {
        return inFlight.get();
    }

    /** It said this with the answer of an attempt that still counts as under way. */
    public void reported(LoadReport report, long nowNanos) {
        load = load.after(report, inFlight.get() - 1, nowNanos);
    }

    KnownLoad load() {
        return load;
    }

    /** Whether nothing that it lately said tells that a request sent now would wait so long. */
    public boolean mayBeginWithin(long nanos, long nowNanos) {
        KnownLoad known = load;
        return !known.isFresh(nowNanos)
                || known.waitNanos(inFlight.get(), known.eachNanos(), nowNanos) < nanos;
    }

    /** Attempts whose body was sent and that await an answer. */
    public int bodiesSent() {
        return bodiesSent.get();
    }

    public void bodySent() {
        bodiesSent.incrementAndGet();
    }

    public void bodyAnswered() {
        bodiesSent.decrementAndGet();
    }

    public void begin(Waiting attempt) {
        inFlight.incrementAndGet();
        waiting.add(attempt);
        begun.accept(this);
    }

    /** The attempt has its answer; what remains may still stream. */
    public void answered(Waiting attempt) {
        waiting.remove(attempt);
    }

    public void end() {
        inFlight.decrementAndGet();
    }

    public Set<Waiting> waiting() {
        return waiting;
    }

    /** It said by itself that it drains; it never comes back from that. */
    public void sawDraining() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** A probe found nobody. Returns whether that is news. */
    public boolean markUnreachable() {
        boolean news = !unreachable;
        lostAfter = recoveries.get();
        unreachable = true;
        return news;
    }

    /** A probe found somebody. Returns whether that is news. */
    public boolean markReachable() {
        boolean news = unreachable;
        if (news) {
            unreachable = false;
            recoveries.incrementAndGet();
            breaker.reset();
        }
        return news;
    }

    /** A probe found somebody although attempts had just failed there. */
    public void countRecovery() {
        recoveries.incrementAndGet();
    }

    public boolean isUnreachable() {
        return unreachable;
    }

    /** Whether attempts should go elsewhere: nobody answers there, or too many of them failed. */
    public boolean isEjected() {
        return unreachable || breaker.isOpen();
    }

    public int recoveries() {
        return recoveries.get();
    }

    /** Whether a probe found nobody when it had recovered so often. */
    public boolean wasLostAfter(int recovered) {
        return lostAfter == recovered;
    }

    /** The one attempt that is still made while nobody answers the probe. */
    public boolean takeTrial() {
        return trial.compareAndSet(false, true);
    }

    public void endTrial() {
        trial.set(false);
    }

    @Override
    public String toString() {
        return instance + "@" + address;
    }
}

package dev.slipway.registry.gateway;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.document.DocumentKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of gateways: watches renew a lease, a goodbye ends it. Calls overtake each other,
 * so each is numbered as it comes in: a watch that came before the goodbye does not bring the lease
 * back, one that comes after it does.
 */
public final class GatewayCalls {
    private static final int STRIPES = 16;

    private final GatewayLeases leases;
    private final Runnable ended;
    private final AtomicLong calls = new AtomicLong();
    private final List<Stripe> stripes = Stream.generate(Stripe::new).limit(STRIPES).toList();

    /**
     * Makes it.
     *
     * @param ended is told after a lease ended; must return at once
     */
    public GatewayCalls(GatewayLeases leases, Runnable ended) {
        this.leases = leases;
        this.ended = ended;
    }

    /** Of the gateways that share a lock, the calls with which the last of them said goodbye. */
    private static final class Stripe {
        /** More than say goodbye within the time of one call. */
        private static final int MOST_REMEMBERED = 100;

        private final ReentrantLock lock = new ReentrantLock();
        private final SequencedMap<String, Long> goodbyes = new LinkedHashMap<>();

        void remember(String bootId, long call) {
            goodbyes.putLast(bootId, call);
            if (goodbyes.size() > MOST_REMEMBERED) {
                goodbyes.pollFirstEntry();
            }
        }

        boolean saidGoodbyeAfter(long call, String bootId) {
            return goodbyes.getOrDefault(bootId, 0L) > call;
        }
    }

    /** A call came in; its number. */
    public long arrive() {
        return calls.incrementAndGet();
    }

    /** A watch renews the lease, unless the gateway said goodbye after this call came in. */
    public void renew(long call, String bootId, DocumentKind kind, DocumentNumber applied) {
        Stripe stripe = stripe(bootId);
        stripe.lock.lock();
        try {
            if (!stripe.saidGoodbyeAfter(call, bootId)) {
                leases.renew(bootId, kind, applied);
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    /** A watch said where the gateway's load is heard; null where it is not. */
    public void heardAt(String bootId, @Nullable String signalAddress) {
        leases.heardAt(bootId, signalAddress);
    }

    /** The gateway asks no more: rollouts, withdrawals and drains go on without it. */
    public void goodbye(String bootId) {
        long call = arrive();
        Stripe stripe = stripe(bootId);
        stripe.lock.lock();
        try {
            stripe.remember(bootId, call);
            leases.end(bootId);
        } finally {
            stripe.lock.unlock();
        }
        ended.run();
    }

    private Stripe stripe(String bootId) {
        return stripes.get(Math.floorMod(bootId.hashCode(), STRIPES));
    }
}

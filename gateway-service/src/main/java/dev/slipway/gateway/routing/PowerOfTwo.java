package dev.slipway.gateway.routing;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;

/**
 * Draws two replicas and takes the one with the shorter predicted wait: what each last reported,
 * and what was sent there since; see {@link KnownLoad}. Where both waits are the same, or one of
 * the two has no fresh report, it takes the one with fewer attempts of this gateway under way.
 */
public final class PowerOfTwo implements ReplicaPicker {
    private final IntUnaryOperator random;
    private final LongSupplier nanoTime;

    /** The operator answers a number below its argument. */
    public PowerOfTwo(IntUnaryOperator random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    @Override
    public Replica pick(List<Replica> fit) {
        int size = fit.size();
        if (size == 1) {
            return fit.getFirst();
        }
        int first = random.applyAsInt(size);
        int second = random.applyAsInt(size - 1);
        if (second >= first) {
            second++;
        }
        Replica one = fit.get(first);
        Replica other = fit.get(second);
        return isBetter(other, one) ? other : one;
    }

    private boolean isBetter(Replica other, Replica one) {
        KnownLoad loadOfOther = other.load();
        KnownLoad loadOfOne = one.load();
        int ownAtOther = other.inFlight();
        int ownAtOne = one.inFlight();
        long now = nanoTime.getAsLong();
        if (loadOfOther.isFresh(now) && loadOfOne.isFresh(now)) {
            long waitAtOther = loadOfOther.waitNanos(ownAtOther, each(loadOfOther, loadOfOne), now);
            long waitAtOne = loadOfOne.waitNanos(ownAtOne, each(loadOfOne, loadOfOther), now);
            if (waitAtOther != waitAtOne) {
                return waitAtOther < waitAtOne;
            }
        }
        return ownAtOther < ownAtOne;
    }

    /** A replica that never had a queue is taken to be as fast as the one beside it. */
    private static long each(KnownLoad load, KnownLoad beside) {
        return load.eachNanos() > 0 ? load.eachNanos() : beside.eachNanos();
    }
}

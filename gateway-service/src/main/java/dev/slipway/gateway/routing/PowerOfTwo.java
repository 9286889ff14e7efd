package dev.slipway.gateway.routing;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** Draws two replicas and takes the one with less in flight. */
public final class PowerOfTwo implements ReplicaPicker {
    private final IntUnaryOperator random;

    /** The operator answers a number below its argument. */
    public PowerOfTwo(IntUnaryOperator random) {
        this.random = random;
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
        return other.inFlight() < one.inFlight() ? other : one;
    }
}

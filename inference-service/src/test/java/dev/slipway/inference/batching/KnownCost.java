package dev.slipway.inference.batching;

import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import java.util.function.ToDoubleFunction;

/** A model of costs that has nothing to learn. */
public record KnownCost(ToDoubleFunction<RunShape> times, double spread) implements CostModel {
    /** Runs cost so much and, beside it, 1 for each unit of width. */
    public static KnownCost of(double fixed) {
        return new KnownCost(run -> fixed + (double) run.rows() * run.width(), 1);
    }

    @Override
    public double nanos(RunShape shape) {
        return times.applyAsDouble(shape);
    }

    @Override
    public void ran(RunShape shape, long nanos, int concurrent) {}

    @Override
    public double error() {
        return 0;
    }

    @Override
    public long runs() {
        return 1000;
    }
}

package dev.slipway.inference.cost;

import java.util.Random;

/** Made-up runs of an engine that teach a model, and how far the model is off. */
final class Traffic {
    static final int[] ROWS = {1, 2, 4, 8, 16, 32};
    static final int[] WIDTHS = {8, 16, 32, 64, 128};

    private final CostModel cost;
    private final Random random;
    private double scatter = 0.05;

    Traffic(CostModel cost, int seed) {
        this.cost = cost;
        this.random = new Random(seed);
    }

    /** What a shape takes but for chance. */
    @FunctionalInterface
    interface Time {
        double nanos(int rows, int width);
    }

    /** Such as a small text model: fixed, linear and quadratic parts all count. */
    static double text(int rows, int width) {
        return 2e6 + 1.5e5 * rows * width + 200.0 * rows * width * width;
    }

    /** From now on, the standard deviation of the logarithm of a time. */
    void scatter(double deviation) {
        scatter = deviation;
    }

    /** Lone runs of shapes by chance, of those in {@link #ROWS} and {@link #WIDTHS}. */
    void run(Time time, int runs) {
        run(time, runs, 1);
    }

    void run(Time time, int runs, int concurrent) {
        for (int run = 0; run < runs; run++) {
            run(time, oneOf(ROWS), oneOf(WIDTHS), concurrent);
        }
    }

    /** One run of this shape. */
    void run(Time time, int rows, int width, int concurrent) {
        double nanos = time.nanos(rows, width) * Math.exp(scatter * random.nextGaussian());
        cost.ran(new RunShape(rows, width), (long) nanos, concurrent);
    }

    int oneOf(int... sizes) {
        return sizes[random.nextInt(sizes.length)];
    }

    /** The largest relative error over the shapes that {@link #run(Time, int)} runs. */
    double worst(Time time) {
        return worst(time, ROWS, WIDTHS);
    }

    double worstInBetween(Time time) {
        return worst(time, new int[] {1, 3, 6, 12, 24}, new int[] {12, 24, 48, 100});
    }

    double worst(Time time, int[] rows, int[] widths) {
        double worst = 0;
        for (int some : rows) {
            for (int width : widths) {
                double ratio = cost.nanos(new RunShape(some, width)) / time.nanos(some, width);
                worst = Math.max(worst, Math.abs(ratio - 1));
            }
        }
        return worst;
    }
}

package dev.slipway.inference.cost;

/**
 * Finds the parts of a {@link LinearCost}: least squares of the relative error, with exponential
 * forgetting of old runs and parts of at least 0. Not safe for threads.
 *
 * <p>It is recursive least squares with forgetting (Ljung and Söderström, Theory and Practice of
 * Recursive Identification, 1983), kept as normal equations: four parts are solved by coordinate
 * descent, which takes the bound at 0 without more ado. All is counted in units of the first run:
 * its time is 1 and each of its features is 1, so that a part is the share of that time.
 *
 * <p>Where runs do not tell parts apart, as with rows of one width, the squares have no single
 * solution. A ridge then holds the parts near their own slow average, in proportion to their size.
 * In place of a fixed prior this also keeps what was learned of shapes that have not come for long.
 */
final class LinearFit {
    /** What is known after one run: a fifth of its time is fixed, the rest is rows × width. */
    private static final double FIRST_FIXED = 0.2;

    private static final double MEMORY = 1 - 1.0 / 200;
    private static final double KEPT_AFTER_DRIFT = 0.05;
    private static final double RIDGE = 0.02;
    private static final double SMALLEST_SHARE = 0.05;
    private static final double ANCHOR_RATE = 1.0 / 16;
    private static final int SWEEPS = 20;
    private static final int PARTS = LinearCost.PARTS;

    private final double firstNanos;
    private final double[] firstFeatures = new double[PARTS];
    private final double[][] squares = new double[PARTS][PARTS];
    private final double[] products = new double[PARTS];
    private final double[] shares = {FIRST_FIXED, 0, 1 - FIRST_FIXED, 0};
    private final double[] anchors = shares.clone();
    private final double[] newest = new double[PARTS];

    LinearFit(int rows, int width, double nanos) {
        firstNanos = nanos;
        for (int part = 0; part < PARTS; part++) {
            firstFeatures[part] = LinearCost.feature(part, rows, width);
        }
    }

    /**
     * Learns from a run.
     *
     * @param predicted what was predicted for it. A run that was far faster is not divided by its
     *     own time alone, else one that took nothing would outweigh all others.
     * @param weight of the run; 1 is a usual one
     */
    void teach(int rows, int width, double nanos, double predicted, double weight) {
        double unit = Math.max(nanos, predicted / 2) / firstNanos;
        for (int part = 0; part < PARTS; part++) {
            newest[part] = LinearCost.feature(part, rows, width) / firstFeatures[part] / unit;
        }
        double target = nanos / firstNanos / unit;
        for (int part = 0; part < PARTS; part++) {
            for (int other = 0; other < PARTS; other++) {
                squares[part][other] =
                        MEMORY * squares[part][other] + weight * newest[part] * newest[other];
            }
            products[part] = MEMORY * products[part] + weight * newest[part] * target;
        }
    }

    /**
     * Times are another: what was learned is scaled by the change and counts little from now on.
     */
    void forget(double change) {
        for (int part = 0; part < PARTS; part++) {
            for (int other = 0; other < PARTS; other++) {
                squares[part][other] *= KEPT_AFTER_DRIFT / (change * change);
            }
            products[part] *= KEPT_AFTER_DRIFT / change;
            shares[part] *= change;
            anchors[part] *= change;
        }
    }

    LinearCost solve() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int part = 0; part < PARTS; part++) {
                double ridge = RIDGE / (anchors[part] + SMALLEST_SHARE);
                double rest = products[part] + ridge * anchors[part];
                for (int other = 0; other < PARTS; other++) {
                    if (other != part) {
                        rest -= squares[part][other] * shares[other];
                    }
                }
                shares[part] = Math.max(0, rest / (squares[part][part] + ridge));
            }
        }
        for (int part = 0; part < PARTS; part++) {
            anchors[part] += ANCHOR_RATE * (shares[part] - anchors[part]);
        }
        return new LinearCost(nanos(0), nanos(1), nanos(2), nanos(3));
    }

    private double nanos(int part) {
        return shares[part] * firstNanos / firstFeatures[part];
    }
}

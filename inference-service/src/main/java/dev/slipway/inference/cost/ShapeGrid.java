package dev.slipway.inference.cost;

import java.util.Arrays;

/**
 * What the time of a shape is of the linear prediction for it, at powers of two of rows and of
 * width and linearly between them: so a knee shows, such as 32 rows that cost more than four times
 * 8. Each point is a moving average that is drawn to 1 as long as few runs taught it. Not safe for
 * threads.
 */
final class ShapeGrid {
    private static final int ROWS = 12;
    private static final int WIDTHS = 24;

    /** Runs of which one half is believed to half. */
    private static final double DOUBT = 4;

    private static final double SLOWEST_RATE = 1.0 / 16;
    private static final double FADE = 1 - 1.0 / 128;

    private final double[] ratios = new double[ROWS * WIDTHS];
    private final double[] runs = new double[ROWS * WIDTHS];
    private final double[] factors = new double[ROWS * WIDTHS];

    ShapeGrid() {
        forget();
    }

    void forget() {
        Arrays.fill(ratios, 1);
        Arrays.fill(runs, 0);
        Arrays.fill(factors, 1);
    }

    /** A run of the shape took so many times what the linear part says. */
    void teach(int rows, int width, double ratio) {
        int row = octave(rows, ROWS);
        int column = octave(width, WIDTHS);
        double down = above(rows, row);
        double right = above(width, column);
        int point = row * WIDTHS + column;
        teach(point, (1 - down) * (1 - right), ratio);
        teach(point + 1, (1 - down) * right, ratio);
        teach(point + WIDTHS, down * (1 - right), ratio);
        teach(point + WIDTHS + 1, down * right, ratio);
    }

    private void teach(int point, double share, double ratio) {
        if (share > 0) {
            runs[point] += share;
            double rate = Math.min(1, share * Math.max(1 / runs[point], SLOWEST_RATE));
            ratios[point] += rate * (ratio - ratios[point]);
            believe(point);
        }
    }

    private void believe(int point) {
        factors[point] = 1 + runs[point] / (runs[point] + DOUBT) * (ratios[point] - 1);
    }

    /** What nobody ran lately is drawn to 1 again. */
    void fade() {
        for (int point = 0; point < runs.length; point++) {
            if (runs[point] > 0) {
                runs[point] *= FADE;
                believe(point);
            }
        }
    }

    double at(int rows, int width) {
        return at(factors, rows, width);
    }

    /** A copy for {@link #at(double[], int, int)}. */
    double[] factors() {
        return factors.clone();
    }

    static double at(double[] factors, int rows, int width) {
        int row = octave(rows, ROWS);
        int column = octave(width, WIDTHS);
        double down = above(rows, row);
        double right = above(width, column);
        int point = row * WIDTHS + column;
        double here = factors[point] + right * (factors[point + 1] - factors[point]);
        int below = point + WIDTHS;
        double next = factors[below] + right * (factors[below + 1] - factors[below]);
        return here + down * (next - here);
    }

    private static int octave(int size, int points) {
        return Math.min(31 - Integer.numberOfLeadingZeros(size), points - 2);
    }

    /** How far the size is from its power of two to the next one, 0 to 1. */
    private static double above(int size, int octave) {
        return Math.min(1, (double) size / (1 << octave) - 1);
    }
}

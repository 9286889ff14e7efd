package dev.slipway.inference.cost;

/**
 * A time as the sum of a fixed part and of parts that grow with rows, with rows × width, and with
 * rows × width² (attention), in nanoseconds. No part is negative, so that it never falls as rows or
 * width grow.
 */
record LinearCost(double fixed, double perRow, double perElement, double perPair) {
    static final int PARTS = 4;

    double nanos(int rows, int width) {
        return fixed + rows * (perRow + width * (perElement + width * perPair));
    }

    /** What the part of this index is multiplied by. */
    static double feature(int part, int rows, int width) {
        return switch (part) {
            case 0 -> 1;
            case 1 -> rows;
            case 2 -> (double) rows * width;
            default -> (double) rows * width * width;
        };
    }
}

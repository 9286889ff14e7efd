package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * By how many times works waited longer than was predicted when they came, of each tenant and
 * priority. A prediction knows what is ahead at that moment; what comes later and is served
 * earlier, of higher priorities and of tenants that had less, it cannot know, but it can be
 * learned: while they keep coming it is about the same share. Nine of ten works wait at most so
 * many times the prediction: the quantile is followed by the steps of Robbins and Monro (1951), and
 * is at least 1.
 */
final class KeptPromises {
    /** Who was not seen for longest is forgotten. */
    static final int MOST_CLASSES = 1000;

    private static final double QUANTILE = 0.9;
    private static final double STEP = 0.1;
    private static final double WIDEST = Math.log(8);

    /** Shorter waits say more of the clock and of threads that wake than of the queue. */
    private static final double LEAST_NANOS = 1e6;

    /**
     * Of so many runs of its own kind a wait may be off without a meaning: whoever comes when two
     * runs have begun waits for either. By that short waits are many times what was predicted, and
     * long ones are not.
     */
    private static final int RUNS_OF_CHANCE = 4;

    private final Map<RequestClass, Double> logarithms =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<RequestClass, Double> eldest) {
                    return size() > MOST_CLASSES;
                }
            };

    /** At least 1. */
    synchronized double factor(RequestClass of) {
        Double known = logarithms.get(of);
        return known == null ? 1 : Math.exp(known);
    }

    /**
     * A work's first run began, or it was given up when its turn had come.
     *
     * @param runNanos what it is predicted to take itself
     */
    synchronized void waited(
            RequestClass of, double predictedNanos, long waitedNanos, double runNanos) {
        if (predictedNanos <= 0) {
            return; // Nothing was ahead of it: it says how soon a thread wakes.
        }
        double before = logarithms.getOrDefault(of, 0.0);
        double ratio = ratio(predictedNanos, waitedNanos, runNanos);
        double step = Math.log(ratio) <= before ? QUANTILE - 1 : QUANTILE;
        double after = Math.clamp(before + STEP * step, 0, WIDEST);
        if (after > 0 || before > 0) {
            logarithms.put(of, after);
        }
    }

    /**
     * A work left before its turn: how long it would have waited is not known, but at least so. It
     * was never served, which is no matter of chance.
     */
    synchronized void waitedAtLeast(RequestClass of, double predictedNanos, long waitedNanos) {
        double before = logarithms.getOrDefault(of, 0.0);
        if (Math.log(ratio(predictedNanos, waitedNanos, 0)) > before) {
            waited(of, predictedNanos, waitedNanos, 0);
        }
    }

    private static double ratio(double predictedNanos, long waitedNanos, double runNanos) {
        double chance = Math.max(LEAST_NANOS, RUNS_OF_CHANCE * runNanos);
        return (chance + waitedNanos) / (chance + predictedNanos);
    }
}

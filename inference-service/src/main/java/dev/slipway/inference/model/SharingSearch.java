package dev.slipway.inference.model;

import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.RunSharing;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds how many threads share a run, and how many runs go on at once, so that most is done in a
 * time.
 *
 * <p>A run that is shared loses something wherever its threads meet, so that for most graphs runs
 * of one thread beside each other are best. First is therefore tried, on the engine that there is,
 * how much of what so many processors could do at most they reach. Only where that leaves room,
 * because they take memory's pace or caches from each other, engines of more threads are opened
 * too, one after the other, each twice as shared as the one before, as long as that is clearly
 * better.
 */
final class SharingSearch {
    /** Of what could be done at most: no other sharing would be clearly better than so much. */
    static final double ENOUGH = 0.8;

    /** What is found takes at most so much of the time of what stood before. */
    private static final double CLEARLY = 0.95;

    private static final Logger LOG = LoggerFactory.getLogger(SharingSearch.class);
    private static final int ROUNDS = 3;

    private final int processors;
    private final Pace pace;

    /** Opens engines that are tried. */
    @FunctionalInterface
    interface Challengers {
        /** An engine of the same graph that is closed after its trial; null without room for it. */
        @Nullable Engine open(int threads) throws EngineLoadException;
    }

    /** Tries what runs take. */
    @FunctionalInterface
    interface Pace {
        /**
         * Nanoseconds for each run where so many go on at once; not a number where one failed or
         * the time is over.
         */
        double nanosOfARun(Engine engine, int atOnce);
    }

    /** An engine, and how many runs of it go on at once. */
    private record Side(Engine engine, int runs) {}

    SharingSearch(int processors, Pace pace) {
        this.processors = processors;
        this.pace = pace;
    }

    /**
     * The best sharing; null where that could not be found.
     *
     * @param engine of one thread for a run
     */
    @Nullable RunSharing find(Engine engine, Challengers challengers) {
        Side beside = new Side(engine, processors);
        double speedUp = 1 / ratio(beside, new Side(engine, 1));
        if (Double.isNaN(speedUp)) {
            return null;
        }
        RunSharing best = new RunSharing(1, processors);
        return speedUp >= ENOUGH * processors ? best : climbed(best, beside, challengers);
    }

    private @Nullable RunSharing climbed(RunSharing first, Side beside, Challengers challengers) {
        RunSharing best = first;
        double bestRatio = 1;
        for (int threads = more(1); threads > 0; threads = more(threads)) {
            RunSharing next = new RunSharing(threads, processors / threads);
            double ratio = tried(next, beside, challengers);
            if (Double.isNaN(ratio)) {
                return null;
            }
            if (ratio > CLEARLY * bestRatio) {
                break;
            }
            best = next;
            bestRatio = ratio;
        }
        return best;
    }

    /** Twice as many threads or, where that leaves processors over, somewhat more; 0 at the end. */
    private int more(int threads) {
        for (int more = 2 * threads; more <= processors; more++) {
            if (processors % more == 0) {
                return more;
            }
        }
        return 0;
    }

    private double tried(RunSharing next, Side beside, Challengers challengers) {
        Engine challenger;
        try {
            challenger = challengers.open(next.threads());
        } catch (EngineLoadException refused) {
            LOG.info("an engine of {} could not be tried", next.words(), refused);
            return Double.NaN;
        }
        if (challenger == null) {
            return Double.NaN;
        }
        try {
            return ratio(new Side(challenger, next.runs()), beside);
        } finally {
            challenger.close();
        }
    }

    /** What a run takes on one side as a part of what it takes on the other, tried in turns. */
    private double ratio(Side one, Side other) {
        double[] ones = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        double sum = nanos(one) + nanos(other); // in which both lay out their memory
        for (int round = 0; round < ROUNDS && !Double.isNaN(sum); round++) {
            ones[round] = nanos(one);
            others[round] = nanos(other);
            sum += ones[round] + others[round];
        }
        return Double.isNaN(sum) ? Double.NaN : median(ones) / median(others);
    }

    private double nanos(Side side) {
        return pace.nanosOfARun(side.engine(), side.runs());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}

package dev.slipway.inference.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What runs of a version took by how many rows they had, exactly. The first {@link #MOST} sizes
 * that came are told apart; of runs of other sizes only what all took together is known.
 */
public final class BatchTimes {
    /** Sizes that are told apart. */
    static final int MOST = 128;

    private final Map<Integer, Counts> sizes = new ConcurrentHashMap<>();
    private final Counts all = new Counts();

    BatchTimes() {}

    /**
     * Runs of one size.
     *
     * @param rows of each run
     * @param runs that ended, well or not
     * @param inputNanos that putting their inputs together took; 0 for works that ran alone
     * @param inferNanos that the engine took for them
     * @param outputNanos that taking their outputs apart took; 0 for works that ran alone
     */
    public record OfSize(int rows, long runs, long inputNanos, long inferNanos, long outputNanos) {}

    private static final class Counts {
        private final LongAdder runs = new LongAdder();
        private final LongAdder inputNanos = new LongAdder();
        private final LongAdder inferNanos = new LongAdder();
        private final LongAdder outputNanos = new LongAdder();

        void ran(long nanos) {
            runs.increment();
            inferNanos.add(nanos);
        }

        void merged(long assembling, long scattering) {
            inputNanos.add(assembling);
            outputNanos.add(scattering);
        }
    }

    /** A run of so many rows is over. */
    void ran(int rows, long nanos) {
        all.ran(nanos);
        Counts own = of(rows);
        if (own != null) {
            own.ran(nanos);
        }
    }

    /** What was done around a run that works shared; once for each such run. */
    void merged(int rows, long assembling, long scattering) {
        all.merged(assembling, scattering);
        Counts own = of(rows);
        if (own != null) {
            own.merged(assembling, scattering);
        }
    }

    private @Nullable Counts of(int rows) {
        Counts known = sizes.get(rows);
        return known == null ? keep(rows) : known;
    }

    private synchronized @Nullable Counts keep(int rows) {
        if (sizes.size() < MOST) {
            return sizes.computeIfAbsent(rows, _ -> new Counts());
        }
        return sizes.get(rows);
    }

    /** Nanoseconds that putting inputs of shared runs together took. */
    public long inputNanos() {
        return all.inputNanos.sum();
    }

    /** Nanoseconds that the engine took, each run counted once. */
    public long inferNanos() {
        return all.inferNanos.sum();
    }

    /** Nanoseconds that taking outputs of shared runs apart took. */
    public long outputNanos() {
        return all.outputNanos.sum();
    }

    /** Those sizes that are told apart, the smallest first. */
    public List<OfSize> sizes() {
        List<OfSize> told = new ArrayList<>(sizes.size());
        sizes.forEach((rows, counts) ->
                told.add(
                        new OfSize(
                                rows,
                                counts.runs.sum(),
                                counts.inputNanos.sum(),
                                counts.inferNanos.sum(),
                                counts.outputNanos.sum())));
        told.sort(Comparator.comparingInt(OfSize::rows));
        return told;
    }
}

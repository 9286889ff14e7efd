package dev.slipway.inference.batching;

import dev.slipway.inference.histogram.Histogram;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the queues of this process did, all of them and those of each version. */
public final class RunCounters {
    private final @Nullable RunCounters all;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final LongAdder engineRuns = new LongAdder();
    private final LongAdder runRequests = new LongAdder();
    private final LongAdder mergedRequests = new LongAdder();
    private final LongAdder runRows = new LongAdder();
    private final LongAdder width = new LongAdder();
    private final LongAdder padding = new LongAdder();
    private final Map<ReleaseReason, LongAdder> releases = new EnumMap<>(ReleaseReason.class);
    private final Map<Version, RunCounters> versions = new ConcurrentHashMap<>();
    private final LongAdder queued = new LongAdder();
    private final Histogram waits = Histogram.ofNanos();
    private final Histogram runTimes = Histogram.ofNanos();
    private final Histogram batchRows = Histogram.ofRows();
    private final BatchTimes batchTimes = new BatchTimes();
    private final MovingRate rowRate;
    private final MovingRate widthRate;
    private volatile long lastRunMillis;
    private volatile double costError;
    private long length;
    private long waitedNanos;
    private long changedNanos;

    /** Whose queue it is. */
    public record Version(String model, int number) {}

    /** By the system's own date. */
    public RunCounters(LongSupplier nanoTime) {
        this(nanoTime, InstantSource.system());
    }

    /**
     * Nothing ran yet.
     *
     * @param clock says when a run ended, and nothing else
     */
    RunCounters(LongSupplier nanoTime, InstantSource clock) {
        this(null, nanoTime, clock);
    }

    private RunCounters(@Nullable RunCounters all, LongSupplier nanoTime, InstantSource clock) {
        this.all = all;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.rowRate = new MovingRate(nanoTime);
        this.widthRate = new MovingRate(nanoTime);
        this.changedNanos = nanoTime.getAsLong();
        for (ReleaseReason reason : ReleaseReason.values()) {
            releases.put(reason, new LongAdder());
        }
    }

    /** Those of one version; what they count is counted here too. */
    public RunCounters of(Version version) {
        return versions.computeIfAbsent(version, _ -> new RunCounters(this, nanoTime, clock));
    }

    /** The same of a version that has any; null where it is not loaded. */
    public @Nullable RunCounters find(Version version) {
        return versions.get(version);
    }

    /** Forgets a version that is unloaded; what it counted stays counted here. */
    public void drop(Version version) {
        versions.remove(version);
    }

    /** Of every version that is loaded. */
    public Map<Version, RunCounters> versions() {
        return Map.copyOf(versions);
    }

    /** The clock of its times. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** A request to the engine begins its first run. */
    void waited(long nanos) {
        waits.add(nanos);
    }

    /** A run is over, well or not, before its answer goes on. */
    void runTook(int rows, long nanos) {
        runTimes.add(nanos);
        batchTimes.ran(rows, nanos);
        lastRunMillis = clock.millis();
    }

    /** A run that works shared is over: what its inputs and outputs took beside the engine. */
    void merged(int rows, long assemblingNanos, long scatteringNanos) {
        batchTimes.merged(rows, assemblingNanos, scatteringNanos);
    }

    void ran(int requests) {
        engineRuns.increment();
        runRequests.add(requests);
        if (requests > 1) {
            mergedRequests.add(requests);
        }
        if (all != null) {
            all.ran(requests);
        }
    }

    /**
     * A batch leaves the queue for the engine.
     *
     * @param rows of all its works
     * @param widths what its rows are wide, without padding, over all rows
     * @param padded the same with padding
     */
    void released(ReleaseReason why, int rows, long widths, long padded) {
        adder(why).increment();
        runRows.add(rows);
        batchRows.add(rows);
        width.add(widths);
        padding.add(padded - widths);
        rowRate.add(rows);
        widthRate.add(widths);
        if (all != null) {
            all.released(why, rows, widths, padded);
        }
    }

    private LongAdder adder(ReleaseReason why) {
        return Objects.requireNonNull(releases.get(why));
    }

    /** How far predictions of runs are from what they take, as {@code CostModel.error}. */
    void costError(double error) {
        costError = error;
    }

    /** The last such error; 0 before anything ran, and for all versions together. */
    public double costError() {
        return costError;
    }

    /** Versions do not wait for each other here: of all of them only the number is kept. */
    void queuedChangedBy(int change) {
        queued.add(change);
        if (all != null) {
            moveOn(change);
            all.queuedChangedBy(change);
        }
    }

    /** The length over time is the time that all of them waited. */
    private synchronized void moveOn(int change) {
        long now = nanoTime.getAsLong();
        waitedNanos += length * (now - changedNanos);
        changedNanos = now;
        length += change;
    }

    /** Runs that an engine began. */
    public long engineRuns() {
        return engineRuns.sum();
    }

    /** Requests of those runs. */
    public long runRequests() {
        return runRequests.sum();
    }

    /** Requests that shared a run with others. */
    public long mergedRequests() {
        return mergedRequests.sum();
    }

    /** Batches that were released for a reason. */
    public long releases(ReleaseReason why) {
        return adder(why).sum();
    }

    /** Rows of those batches. */
    public long runRows() {
        return runRows.sum();
    }

    /** Tokens of those rows; elements where the model takes no texts. */
    public long width() {
        return width.sum();
    }

    /** Tokens that were computed beside them only because rows of a run have one length. */
    public long padding() {
        return padding.sum();
    }

    /** What a version's runs took, and what was done around them; not kept of all together. */
    public BatchTimes batchTimes() {
        return batchTimes;
    }

    /** When a version's last run ended, in milliseconds since 1970; 0 before the first one. */
    public long lastRunMillis() {
        return lastRunMillis;
    }

    /** Rows that leave the queue in a second lately, as an average over some ten seconds. */
    public double rowsPerSecond() {
        return rowRate.perSecond();
    }

    /** The same of what {@link #width} counts. */
    public double widthPerSecond() {
        return widthRate.perSecond();
    }

    /** Time that a version's requests waited, those that still wait included. */
    public synchronized long waitedNanos() {
        moveOn(0);
        return waitedNanos;
    }

    /** How long a version's requests waited for their first run, in nanoseconds. */
    public Histogram waits() {
        return waits;
    }

    /** How long a version's runs took, in nanoseconds. */
    public Histogram runTimes() {
        return runTimes;
    }

    /** How many rows batches had when they were released. */
    public Histogram batchRows() {
        return batchRows;
    }

    /** Requests to an engine that wait now. */
    public long queued() {
        // Read while others count, the sum may see one leave that it did not see come.
        return Math.max(queued.sum(), 0);
    }
}

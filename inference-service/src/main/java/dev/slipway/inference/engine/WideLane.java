package dev.slipway.inference.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second engine of a version, of which one run uses every processor. It keeps the weights a
 * second time, so it is opened only when lone runs have shown that they come and when there is room
 * for it, and closed when none came for a while. Until it is open, and while it is closed, runs go
 * where all others go.
 */
public final class WideLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WideLane.class);

    /** Lone runs before it is opened. */
    static final int RUNS_TO_OPEN = 8;

    static final Duration IDLE = Duration.ofMinutes(5);

    /** Where there was no room it is not asked for again before this: that takes files. */
    static final Duration NO_ROOM = Duration.ofSeconds(1);

    private static final String STAYS_CLOSED =
            "a wide lane could not be opened; runs stay on narrow ones";

    private final Opener opener;
    private final BooleanSupplier hasRoom;
    private final Executor background;
    private final LongSupplier nanoTime;
    private @Nullable Engine engine;
    private boolean opening;
    private boolean closed;
    private int loneRuns;
    private int borrowed;
    private long lastUseNanos;
    private Duration pause = Duration.ZERO;
    private long pauseBegunNanos;
    private boolean useless;

    /** Loads the graph once more. */
    @FunctionalInterface
    public interface Opener {
        /** Null where lone runs would gain nothing by it: then it is never asked again. */
        @Nullable Engine open() throws EngineLoadException;
    }

    /**
     * Closed at first.
     *
     * @param hasRoom whether memory allows it now; may read files
     * @param background where it is opened and closed; must not run on the caller's thread
     */
    public WideLane(
            Opener opener, BooleanSupplier hasRoom, Executor background, LongSupplier nanoTime) {
        this.opener = opener;
        this.hasRoom = hasRoom;
        this.background = background;
        this.nanoTime = nanoTime;
    }

    /** A lane that never opens. */
    public static WideLane none() {
        return new WideLane(
                () -> {
                    throw new EngineLoadException("there is no wide lane");
                },
                () -> false,
                Runnable::run,
                System::nanoTime);
    }

    /** For a run that has the machine for itself; what is not null is given back. */
    public @Nullable Engine borrow() {
        synchronized (this) {
            lastUseNanos = nanoTime.getAsLong();
            if (engine != null) {
                borrowed++;
                return engine;
            }
            if (!isToBeOpened()) {
                return null;
            }
            loneRuns = 0;
            opening = true;
        }
        // Nobody waits for the memory's files or a new thread but this run.
        beginOpening();
        return null;
    }

    private boolean isToBeOpened() {
        loneRuns++;
        boolean waits = !pause.isZero() && lastUseNanos - pauseBegunNanos < pause.toNanos();
        return loneRuns >= RUNS_TO_OPEN && !opening && !closed && !waits && !useless;
    }

    private void beginOpening() {
        try {
            if (hasRoom.getAsBoolean()) {
                background.execute(this::open);
            } else {
                openingIsOver(null, NO_ROOM);
            }
        } catch (RuntimeException | Error noThread) {
            openingIsOver(null, IDLE);
            LOG.warn(STAYS_CLOSED, noThread);
        }
    }

    /** A run on it is over. */
    public synchronized void giveBack() {
        borrowed--;
        lastUseNanos = nanoTime.getAsLong();
        notifyAll();
    }

    private void open() {
        Engine opened = null;
        try {
            opened = opener.open();
            if (opened == null) {
                gainsNothing();
            }
        } catch (EngineLoadException | RuntimeException | Error why) {
            LOG.warn(STAYS_CLOSED, why);
        } finally {
            openingIsOver(opened, opened == null ? IDLE : Duration.ZERO);
        }
    }

    private synchronized void gainsNothing() {
        useless = true;
    }

    /**
     * Whatever came of it: whoever closes the lane waits for this.
     *
     * @param untilNext before which it is not tried again
     */
    private void openingIsOver(@Nullable Engine opened, Duration untilNext) {
        boolean late;
        synchronized (this) {
            opening = false;
            pause = untilNext;
            long now = nanoTime.getAsLong();
            pauseBegunNanos = now;
            late = closed;
            if (!late && opened != null) {
                engine = opened;
                lastUseNanos = now;
            }
            notifyAll();
        }
        if (late && opened != null) {
            opened.close();
        }
    }

    /** Closes it when nothing ran on it for a while. */
    public void rest() {
        closeUnused(IDLE);
    }

    /** Closes it when nothing runs on it: a version needs the memory more. */
    public void giveWay() {
        closeUnused(Duration.ZERO);
    }

    private void closeUnused(Duration since) {
        Engine idle;
        synchronized (this) {
            boolean isIdle = nanoTime.getAsLong() - lastUseNanos >= since.toNanos();
            if (engine == null || borrowed > 0 || !isIdle) {
                return;
            }
            idle = engine;
            engine = null;
            loneRuns = 0;
        }
        try {
            background.execute(idle::close);
        } catch (RuntimeException | Error noThread) {
            idle.close();
        }
    }

    /** Whether the next lone run uses every processor. */
    public synchronized boolean isOpen() {
        return engine != null;
    }

    /** Nothing runs on it afterwards; waits for an opening that goes on. */
    @Override
    public void close() {
        Engine last;
        synchronized (this) {
            closed = true;
            boolean interrupted = false;
            while (opening || borrowed > 0) {
                try {
                    wait();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            last = engine;
            engine = null;
        }
        if (last != null) {
            last.close();
        }
    }
}

package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.cache.VersionResponses;
import dev.slipway.inference.model.ArrivalSink;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.refusal.Refusal;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs before it is read: its body, and its version in memory. They come in any
 * order, on different threads; whoever brings the second one finds both here and has it read.
 */
final class Beginning implements ArrivalSink {
    /** Of what no thread is free to read. */
    static final Refusal NO_READER =
            new Refusal(ErrorCode.QUEUE_FULL, "too many requests wait to be read; try again soon");

    private final Executor workers;
    private final Consumer<byte[]> reading;
    private final Consumer<Refusal> refusing;
    private volatile @Nullable ServedVersion version;
    private byte @Nullable [] body;
    private boolean ended;

    /**
     * Has no body yet.
     *
     * @param version held for the request; null where it is still to come
     * @param workers where the body is read
     * @param reading takes the body, at most once
     */
    Beginning(
            @Nullable ServedVersion version,
            Executor workers,
            Consumer<byte[]> reading,
            Consumer<Refusal> refusing) {
        this.version = version;
        this.workers = workers;
        this.reading = reading;
        this.refusing = refusing;
    }

    /** Null while it is not in memory. */
    @Nullable ServedVersion version() {
        return version;
    }

    void received(byte[] whole) {
        received(whole, workers);
    }

    /** The same of a body that is read at once, on the thread that calls, where it can be. */
    void receivedShort(byte[] whole) {
        received(whole, mayBeAnsweredAtOnce() ? workers : Runnable::run);
    }

    /**
     * Whether whoever reads it may find its answer kept, and have to write that too, however long
     * it is. As long as its version is not here nobody knows.
     */
    private boolean mayBeAnsweredAtOnce() {
        ServedVersion here = version;
        if (here == null) {
            return true;
        }
        VersionResponses kept = here.responses();
        return kept != null && kept.isOn();
    }

    private void received(byte[] whole, Executor where) {
        synchronized (this) {
            body = ended ? null : whole;
        }
        readIfWhole(where);
    }

    /** Who has ended does not keep it. */
    @Override
    public boolean came(ServedVersion here) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            version = here;
        }
        readIfWhole(workers);
        return true;
    }

    @Override
    public void failed(Refusal why) {
        refusing.accept(why);
    }

    /** Where both come at one moment it is asked for twice: who comes second finds no body. */
    private void readIfWhole(Executor where) {
        synchronized (this) {
            if (body == null || version == null) {
                return;
            }
        }
        try {
            where.execute(this::read);
        } catch (RejectedExecutionException | OutOfMemoryError full) {
            refusing.accept(NO_READER);
        }
    }

    private void read() {
        byte[] whole;
        synchronized (this) {
            whole = body;
            body = null;
        }
        if (whole != null) {
            reading.accept(whole);
        }
    }

    /** True once: nothing comes from now on, and a body that waits is let go. */
    synchronized boolean end() {
        boolean isFirst = !ended;
        ended = true;
        body = null;
        return isFirst;
    }
}

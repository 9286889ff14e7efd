package dev.slipway.inference.admission;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.BufferPool;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one request, or one run of several, holds of two budgets: of the heap for a body and what is
 * read of it, and of the memory outside for large inputs. Everything is charged before it is taken,
 * so that no request can make the heap overflow.
 *
 * <p>The worst body is numbers of one digit: 64 MiB of {@code 0,} are 32 Mi elements, 128 MiB as
 * FP32 and 256 MiB as INT64. On the heap lie the body (64 MiB; 128 MiB for the moment in which one
 * of unknown length gets its final array) and the first eighth of the elements (at most 32 MiB, and
 * 16 MiB while that array grows): 112 MiB after the body came. Outside lie all elements, once,
 * since the engine computes on them where they are: 256 MiB. A heap of 384 MiB gives half of itself
 * and three quarters of its size outside, 185 and 278 MiB after what the collector keeps for
 * itself, so the worst body fits, with a base of some 50 MiB and no single array on the heap over
 * 64 MiB; beside other versions, where it is the only request of its own ({@link VersionBytes}).
 *
 * <p>Of an answer the large outputs are charged on the heap before the engine copies them there,
 * and what is written of it before it is written; by then the body is gone.
 */
public final class RequestMemory implements AnswerMemory {
    /** Bytes that the JSON parser needs for each byte of a text while it makes it. */
    public static final int MAKING_A_TEXT = 6;

    private static final String MODEL_FULL =
            "other requests hold as much memory as those of one model may while other models are"
                    + " there too";

    private static final String PROCESS_FULL =
            "other requests, of this model and others, hold the memory that this one needs";

    private final Share heap;
    private final Share outside;
    private final BufferLease buffers;
    private boolean answered;
    private boolean ended;

    /** Holds nothing yet; its buffers are all fresh. */
    public RequestMemory(ByteBudget heap, ByteBudget outside) {
        this(heap, outside, BufferPool.keepingNothing());
    }

    /** Holds nothing yet; its buffers are those of a pool. */
    public RequestMemory(ByteBudget heap, ByteBudget outside, BufferPool pool) {
        this(new VersionBytes(heap, 1), new VersionBytes(outside, 1), pool);
    }

    /** Holds nothing yet, and will hold it as one of a version's requests. */
    RequestMemory(VersionBytes heap, VersionBytes outside, BufferPool pool) {
        this.heap = new Share(heap);
        this.outside = new Share(outside);
        this.buffers = new BufferLease(pool);
    }

    /** For inputs that this process makes up itself, which are few. */
    public static RequestMemory unbounded() {
        return new RequestMemory(new ByteBudget(Long.MAX_VALUE), new ByteBudget(Long.MAX_VALUE));
    }

    /** What the request holds of one budget. */
    private static final class Share {
        private final VersionBytes budget;
        private long held;

        Share(VersionBytes budget) {
            this.budget = budget;
        }

        @Nullable Refusal hold(long more) {
            long most = budget.mostOfOne();
            if (more > most - held) {
                return never(most);
            }
            VersionBytes.Hold hold = budget.tryHold(more, held);
            if (hold != VersionBytes.Hold.HELD) {
                return contended(hold == VersionBytes.Hold.MODEL_FULL ? MODEL_FULL : PROCESS_FULL);
            }
            held += more;
            return null;
        }

        void giveBack(long bytes) {
            held -= bytes;
            budget.giveBack(bytes);
        }
    }

    /** Charges bytes on the heap; a refusal when they do not fit. */
    @Override
    public synchronized @Nullable Refusal holdOnHeap(long more) {
        return answered || ended ? contended(PROCESS_FULL) : heap.hold(more);
    }

    /** Charges bytes outside the heap; a refusal when they do not fit. */
    public synchronized @Nullable Refusal holdOutside(long more) {
        return answered || ended ? contended(PROCESS_FULL) : outside.hold(more);
    }

    /**
     * A place outside the heap, with anything in it, that is charged before it is taken. It stays
     * until nobody holds {@link #buffers} any more; the charge ends with the request.
     *
     * @throws dev.slipway.inference.refusal.RefusedException when it does not fit
     */
    public ByteBuffer lend(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw never(Integer.MAX_VALUE).asException();
        }
        Refusal refusal = holdOutside(bytes);
        if (refusal != null) {
            throw refusal.asException();
        }
        try {
            return buffers.lend((int) bytes);
        } catch (OutOfMemoryError taken) {
            // Thrown by the counter of such memory, not by the heap: a run that was cancelled may
            // hold its input for a moment longer than its request.
            throw contended("requests that are ending hold the memory that this one needs")
                    .asException();
        }
    }

    /** The places that were lent; until there is an answer, or the end, they are held. */
    public BufferLease buffers() {
        return buffers;
    }

    /**
     * What was held on the heap is let go; once there is an answer, or after the end, there is
     * nothing to give back.
     */
    @Override
    public synchronized void giveBackHeap(long bytes) {
        if (!answered && !ended) {
            heap.giveBack(bytes);
        }
    }

    /**
     * The answer is made: what it was made of is let go, and nothing more is held. Its own bytes
     * stay charged, as far as they were, until the end.
     */
    public synchronized void keepAnswer(long bytes) {
        if (!answered && !ended) {
            answered = true;
            heap.giveBack(Math.max(0, heap.held - bytes));
            outside.giveBack(outside.held);
            buffers.release();
        }
    }

    /** Nothing is held any more; ending twice is ending once. */
    public synchronized void end() {
        if (!ended) {
            ended = true;
            heap.giveBack(heap.held);
            outside.giveBack(outside.held);
            if (!answered) {
                buffers.release();
            }
        }
    }

    private static Refusal never(long most) {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "the request and its answer would take more than the "
                        + most
                        + " bytes of memory that all requests may; send it in several requests");
    }

    private static Refusal contended(String what) {
        return new Refusal(ErrorCode.QUEUE_FULL, what + "; try again soon or send less at a time");
    }
}

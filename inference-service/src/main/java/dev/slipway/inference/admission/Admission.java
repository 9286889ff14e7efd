package dev.slipway.inference.admission;

import dev.slipway.inference.tensor.BufferPool;
import org.jspecify.annotations.Nullable;

/**
 * The places of one version, and who is let in by what is predicted. A request takes a place when
 * its head is read, before its body.
 */
public final class Admission {
    private final AdmissionSettings settings;
    private final ByteBudget heap;
    private final ByteBudget outside;
    private final BufferPool buffers;
    private final Punctuality punctuality = new Punctuality();
    private int requests;

    /**
     * No place is taken yet.
     *
     * @param heap shared with other versions, as is the other one
     */
    public Admission(AdmissionSettings settings, ByteBudget heap, ByteBudget outside) {
        this(settings, heap, outside, BufferPool.keepingNothing());
    }

    /**
     * No place is taken yet.
     *
     * @param heap shared with other versions, as are the other one and the buffers
     */
    public Admission(
            AdmissionSettings settings, ByteBudget heap, ByteBudget outside, BufferPool buffers) {
        this.settings = settings;
        this.heap = heap;
        this.outside = outside;
        this.buffers = buffers;
    }

    /** Null when there is no place left. */
    public synchronized @Nullable Ticket tryEnter() {
        if (requests >= settings.maxRequests()) {
            return null;
        }
        requests++;
        return new Ticket(new RequestMemory(heap, outside, buffers));
    }

    /** For a run of several requests, whose inputs are put together; ended with the run. */
    public RequestMemory memoryOfARun() {
        return new RequestMemory(heap, outside, buffers);
    }

    /** Who is let in by what is predicted for it. */
    public Punctuality punctuality() {
        return punctuality;
    }

    /** Places that there are. */
    public int most() {
        return settings.maxRequests();
    }

    /** Places that are taken. */
    public synchronized int requests() {
        return requests;
    }

    private synchronized void leave() {
        requests--;
    }

    /** One place, with the memory that its request holds. Leaving twice is leaving once. */
    public final class Ticket {
        private final RequestMemory memory;
        private boolean left;

        private Ticket(RequestMemory memory) {
            this.memory = memory;
        }

        public RequestMemory memory() {
            return memory;
        }

        public synchronized void leave() {
            if (!left) {
                left = true;
                memory.end();
                Admission.this.leave();
            }
        }
    }
}

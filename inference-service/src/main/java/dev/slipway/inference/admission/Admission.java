package dev.slipway.inference.admission;

import dev.slipway.inference.tensor.BufferPool;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of one version, and who is let in by what is predicted. A request takes a place when
 * its head is read, before its body. Where there is none left, one that waits may pass its own on.
 */
public final class Admission {
    private final AdmissionSettings settings;
    private final VersionBytes heap;
    private final VersionBytes outside;
    private final BufferPool buffers;
    private final Punctuality punctuality = new Punctuality();

    /** Places by tenant; who has none is not in it. */
    private final Map<String, Integer> ofTenants = new HashMap<>();

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
        this.heap = new VersionBytes(heap, settings.maxVersionShare());
        this.outside = new VersionBytes(outside, settings.maxVersionShare());
        this.buffers = buffers;
    }

    /** A place for a request of nobody in particular, as {@link #tryEnter(String)}. */
    public @Nullable Ticket tryEnter() {
        return tryEnter(RequestClass.DEFAULT.tenant());
    }

    /** A place for a tenant's request; null when there is none left. */
    public synchronized @Nullable Ticket tryEnter(String tenant) {
        if (requests >= settings.maxRequests()) {
            return null;
        }
        requests++;
        enters(tenant);
        return new Ticket(tenant);
    }

    /** For a run of several requests, whose inputs are put together; ended with the run. */
    public RequestMemory memoryOfARun() {
        return new RequestMemory(heap, outside, buffers);
    }

    /** Whether no other version is there, so that this one's requests may hold all memory. */
    public void standsAlone(boolean now) {
        heap.standsAlone(now);
        outside.standsAlone(now);
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

    /** Places that a tenant's requests have taken, whatever they wait for. */
    public synchronized int requests(String tenant) {
        return ofTenants.getOrDefault(tenant, 0);
    }

    private synchronized void leave(String tenant) {
        requests--;
        leaves(tenant);
    }

    private synchronized void pass(String from, String to) {
        leaves(from);
        enters(to);
    }

    private void enters(String tenant) {
        ofTenants.put(tenant, requests(tenant) + 1);
    }

    private void leaves(String tenant) {
        int stay = requests(tenant) - 1;
        if (stay > 0) {
            ofTenants.put(tenant, stay);
        } else {
            ofTenants.remove(tenant);
        }
    }

    /** One place, with the memory that its request holds. Leaving twice is leaving once. */
    public final class Ticket {
        private final RequestMemory memory = new RequestMemory(heap, outside, buffers);
        private final String tenant;
        private boolean passed;
        private boolean left;

        private Ticket(String tenant) {
            this.tenant = tenant;
        }

        public RequestMemory memory() {
            return memory;
        }

        /**
         * Its place is another request's from now on; its memory stays until it leaves, which then
         * frees no place.
         *
         * @return null where it has left, or passed its place on before
         */
        public synchronized @Nullable Ticket passTo(String newcomer) {
            if (left || passed) {
                return null;
            }
            passed = true;
            pass(tenant, newcomer);
            return new Ticket(newcomer);
        }

        public synchronized void leave() {
            if (!left) {
                left = true;
                memory.end();
                if (!passed) {
                    Admission.this.leave(tenant);
                }
            }
        }
    }
}

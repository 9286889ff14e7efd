package dev.slipway.inference.admission;

import org.jspecify.annotations.Nullable;

/** The places of one version. A request takes one when its head is read, before its body. */
public final class Admission {
    private final AdmissionSettings settings;
    private int requests;
    private long bytes;

    public Admission(AdmissionSettings settings) {
        this.settings = settings;
    }

    /** Null when there is no place left. */
    public synchronized @Nullable Ticket tryEnter() {
        if (requests >= settings.maxRequests()) {
            return null;
        }
        requests++;
        return new Ticket();
    }

    public synchronized int requests() {
        return requests;
    }

    private synchronized boolean tryHold(long more) {
        if (bytes + more > settings.maxBytes()) {
            return false;
        }
        bytes += more;
        return true;
    }

    private synchronized void leave(long held) {
        requests--;
        bytes -= held;
    }

    /** One place. Used by one thread at a time; leaving twice is leaving once. */
    public final class Ticket {
        private long held;
        private boolean left;

        /** False when the bytes of this version's bodies would pass the bound. */
        public synchronized boolean tryHoldBytes(long more) {
            if (left || !tryHold(more)) {
                return false;
            }
            held += more;
            return true;
        }

        public synchronized void leave() {
            if (!left) {
                left = true;
                Admission.this.leave(held);
            }
        }
    }
}

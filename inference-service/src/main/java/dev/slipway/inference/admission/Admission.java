package dev.slipway.inference.admission;

import org.jspecify.annotations.Nullable;

/** The places of one version. A request takes one when its head is read, before its body. */
public final class Admission {
    private final AdmissionSettings settings;
    private final ByteBudget bytes;
    private int requests;

    public Admission(AdmissionSettings settings, ByteBudget bytes) {
        this.settings = settings;
        this.bytes = bytes;
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

    private synchronized void leave() {
        requests--;
    }

    /** One place. Used by one thread at a time; leaving twice is leaving once. */
    public final class Ticket {
        private long held;
        private boolean left;

        /** False when the bytes of all bodies would pass the bound. */
        public synchronized boolean tryHoldBytes(long more) {
            if (left || !bytes.tryHold(more)) {
                return false;
            }
            held += more;
            return true;
        }

        public synchronized void leave() {
            if (!left) {
                left = true;
                bytes.giveBack(held);
                Admission.this.leave();
            }
        }
    }
}

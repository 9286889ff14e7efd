package dev.slipway.inference.admission;

/** Bytes of bodies that this process holds, over all versions. */
public final class ByteBudget {
    private final long most;
    private long held;

    public ByteBudget(long most) {
        this.most = most;
    }

    synchronized boolean tryHold(long more) {
        if (held + more > most) {
            return false;
        }
        held += more;
        return true;
    }

    synchronized void giveBack(long bytes) {
        held -= bytes;
    }
}

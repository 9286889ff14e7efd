package dev.slipway.inference.admission;

/** Bytes that the requests of this process may hold in one place, over all versions. */
public final class ByteBudget {
    private final long most;
    private long held;

    public ByteBudget(long most) {
        this.most = most;
    }

    public long most() {
        return most;
    }

    public synchronized long held() {
        return held;
    }

    synchronized boolean tryHold(long more) {
        if (more > most - held) {
            return false;
        }
        held += more;
        return true;
    }

    synchronized void giveBack(long bytes) {
        held -= bytes;
    }
}

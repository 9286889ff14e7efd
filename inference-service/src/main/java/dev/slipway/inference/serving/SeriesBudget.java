package dev.slipway.inference.serving;

/** How many series of metrics tell tenants apart, over all versions of this process. */
final class SeriesBudget {
    private final int most;
    private int taken;

    SeriesBudget(int most) {
        this.most = most;
    }

    /** Takes so many, or none where there is no room for all of them. */
    synchronized boolean tryTake(int more) {
        if (more > most - taken) {
            return false;
        }
        taken += more;
        return true;
    }

    synchronized void giveBack(int series) {
        taken -= series;
    }
}

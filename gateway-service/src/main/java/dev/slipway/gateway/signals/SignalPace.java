package dev.slipway.gateway.signals;

/**
 * Which looks at the load are told: every so many, and the one that finds that requests began to
 * wait. One reader's; not for two threads at once.
 */
public final class SignalPace {
    private final int looksPerSignal;
    private int looks;
    private boolean held;

    public SignalPace(int looksPerSignal) {
        this.looksPerSignal = looksPerSignal;
    }

    /** One more look. */
    public boolean tells(boolean holding) {
        boolean begun = holding && !held;
        held = holding;
        boolean due = looks == 0;
        looks = (looks + 1) % looksPerSignal;
        return due || begun;
    }
}

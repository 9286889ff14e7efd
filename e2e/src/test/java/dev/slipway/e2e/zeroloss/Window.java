package dev.slipway.e2e.zeroloss;

/**
 * When a fault was there; {@link System#nanoTime()}.
 *
 * @param from when it began to be felt
 * @param to when it was healed or could heal no more
 */
record Window(long from, long to) {
    static Window since(long from) {
        return new Window(from, System.nanoTime());
    }
}

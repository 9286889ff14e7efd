package dev.slipway.inference.model;

import dev.slipway.inference.refusal.Refusal;
import java.util.concurrent.CountDownLatch;

/** A thread that waits until a version is in memory, and does not use it. */
final class LoadByName implements ArrivalSink {
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile boolean loaded;

    @Override
    public boolean came(ServedVersion version) {
        loaded = true;
        told.countDown();
        return false;
    }

    @Override
    public void failed(Refusal why) {
        told.countDown();
    }

    /** Waits until one of both was called. */
    boolean isLoaded() throws InterruptedException {
        told.await();
        return loaded;
    }
}

package dev.slipway.inference.model;

import dev.slipway.inference.refusal.Refusal;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A thread that waits until a version is in memory, and does not use it. */
final class LoadByName implements ArrivalSink {
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile @Nullable Refusal refusal;

    @Override
    public boolean came(ServedVersion version) {
        told.countDown();
        return false;
    }

    @Override
    public void failed(Refusal why) {
        refusal = why;
        told.countDown();
    }

    /** Waits until one of both was called; null where the version is in memory. */
    @Nullable Refusal refusal() throws InterruptedException {
        told.await();
        return refusal;
    }
}

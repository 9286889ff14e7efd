package dev.slipway.local.services;

import dev.slipway.supervision.ProcessIdentity;
import java.util.concurrent.CompletableFuture;

/** A process that a test ends by hand. */
final class FakeProcess implements ServiceProcess {
    final CompletableFuture<Integer> exit = new CompletableFuture<>();
    final boolean endsWhenAsked;
    volatile boolean serving;
    volatile boolean asked;
    volatile boolean killed;

    FakeProcess(boolean endsWhenAsked) {
        this.endsWhenAsked = endsWhenAsked;
    }

    @Override
    public ProcessIdentity identity() {
        return new ProcessIdentity(4711, 1);
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public boolean isServing() {
        return serving;
    }

    @Override
    public void terminate() {
        asked = true;
        if (endsWhenAsked) {
            exit.complete(143);
        }
    }

    @Override
    public void kill() {
        killed = true;
        exit.complete(137);
    }
}

package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.Signal;
import java.io.IOException;

/**
 * The gateway is asked to end, as by an operator, and comes back with the last documents. What it
 * has taken it answers; what comes meanwhile waits at clients that wait for a server.
 */
record GatewayRestarts() implements Fault {
    @Override
    public Window strike(Scene scene) throws IOException, InterruptedException {
        scene.watch().await("baking", Scene.LONG);
        long from = System.nanoTime();
        long former = scene.pidOf("gateway");
        Signal.TERM.to(former);
        scene.awaitRestart("gateway", former);
        return Window.since(from);
    }

    /** The new process counts from nothing, and from before its first request was answered. */
    @Override
    public Books books(Scene scene) {
        return Books.ofNewGateway(scene.restartedAt());
    }
}

package dev.slipway.local.services;

import dev.slipway.supervision.ProcessIdentity;
import java.util.concurrent.CompletableFuture;

/** One started process; a {@link Keeper} owns it until its exit. */
public interface ServiceProcess {
    ProcessIdentity identity();

    /** Completes with the exit status when the process has ended. */
    CompletableFuture<Integer> exit();

    /** Whether it says that it serves; cheap, asked a few times a second while it starts. */
    boolean isServing();

    /** Asks it to end in order. */
    void terminate();

    void kill();
}

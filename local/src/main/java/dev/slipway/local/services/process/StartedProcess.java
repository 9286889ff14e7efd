package dev.slipway.local.services.process;

import dev.slipway.local.services.ServiceProcess;
import dev.slipway.supervision.ProcessIdentity;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A child of this JVM. */
record StartedProcess(
        Process process,
        ProcessIdentity identity,
        CompletableFuture<Integer> exit,
        Predicate<ProcessIdentity> serving,
        ProcessConfiguration.Ending ending)
        implements ServiceProcess {

    @Override
    public boolean isServing() {
        return serving.test(identity);
    }

    @Override
    public void terminate() {
        ending.ask(process.toHandle());
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }
}

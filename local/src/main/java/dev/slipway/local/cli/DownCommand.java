package dev.slipway.local.cli;

import dev.slipway.local.control.ControlClient;
import dev.slipway.local.control.ControlRefusal;
import dev.slipway.supervision.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "down", description = "Drains the platform and ends all its processes.")
final class DownCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Mixin private final DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException, ControlRefusal, InterruptedException {
        Optional<ProcessIdentity> launcher = data.launcherProcess();
        if (launcher.isEmpty()) {
            System.out.println("Slipway does not run on " + data.directory().root());
            return 0;
        }
        Optional<ControlClient> control = ControlClient.of(data.directory().run());
        if (control.isPresent()) {
            control.get().ask("down", LIMIT, System.out::println);
        } else {
            launcher.get().find().ifPresent(ProcessHandle::destroy);
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (launcher.get().isAlive() && System.nanoTime() - deadline < 0) {
            Thread.sleep(50);
        }
        if (launcher.get().isAlive()) {
            throw new ControlRefusal(
                    "the launcher (process " + launcher.get().pid() + ") does not end");
        }
        return 0;
    }
}

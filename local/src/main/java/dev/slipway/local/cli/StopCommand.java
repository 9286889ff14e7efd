package dev.slipway.local.cli;

import dev.slipway.local.control.ControlRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Ends one service; it stays stopped.")
final class StopCommand implements Callable<Integer> {
    @Mixin private final DataOption data = new DataOption();

    @Parameters(
            paramLabel = "NAME",
            description = "postgres, object-store, registry, store, gateway or autoscaler")
    private String name = "";

    @Override
    public Integer call() throws IOException, ControlRefusal {
        data.control().ask("stop " + name, Duration.ofMinutes(2), System.out::println);
        return 0;
    }
}

package dev.slipway.local.cli;

import dev.slipway.local.control.ControlRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "env",
        description = "Prints exports for clients; use it as eval \"$(./slipway env)\".")
final class EnvCommand implements Callable<Integer> {
    @Mixin private final DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException, ControlRefusal {
        URI gateway = data.gateway();
        String inferKey = Files.readString(data.directory().inferKey()).strip();
        System.out.println("export OPENAI_BASE_URL='" + gateway + "/v1'");
        System.out.println("export OPENAI_API_KEY='" + inferKey + "'");
        System.out.println("export SLIPWAY_URL='" + gateway + "'");
        System.out.println("export SLIPWAY_GRPC='" + data.grpc() + "'");
        System.out.println("export SLIPWAY_KEY='" + data.adminKey() + "'");
        return 0;
    }
}

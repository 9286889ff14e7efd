package dev.slipway.local.cli;

import dev.slipway.local.control.ControlClient;
import dev.slipway.local.control.ControlRefusal;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Which platform is meant, and how it is reached. */
final class DataOption {
    private static final String NAME = "--data";

    @Option(
            names = NAME,
            paramLabel = "DIR",
            description = "data directory of the platform; default: .slipway beside the script")
    @Nullable Path data;

    DataDirectory directory() {
        return directory(data);
    }

    private static DataDirectory directory(@Nullable Path given) {
        return new DataDirectory(
                given == null ? Path.of(System.getProperty("slipway.data", ".slipway")) : given);
    }

    /** What a command that is named to a person adds, so that it means the same platform. */
    String again() {
        return directory().asOption(LauncherCommand.home());
    }

    /** The same of a command that was given; empty where it takes no such option. */
    static String again(CommandLine command) {
        OptionSpec option = command.getCommandSpec().findOption(NAME);
        if (option == null) {
            return "";
        }
        Path given = option.getValue();
        return directory(given).asOption(LauncherCommand.home());
    }

    /** The living launcher, if any. */
    Optional<RunFile> launcher() throws IOException {
        return RunFile.read(RunFile.path(directory().root(), "launcher"))
                .filter(run -> run.process().isAlive());
    }

    Optional<ProcessIdentity> launcherProcess() throws IOException {
        return launcher().map(RunFile::process);
    }

    ControlClient control() throws IOException, ControlRefusal {
        if (launcher().isEmpty()) {
            throw notRunning();
        }
        return ControlClient.of(directory().run()).orElseThrow(this::notRunning);
    }

    private ControlRefusal notRunning() {
        return new ControlRefusal(
                "Slipway does not run on " + directory().root() + "; './slipway up' starts it");
    }

    /** Where the gateway listens. */
    URI gateway() throws IOException, ControlRefusal {
        return URI.create("http://127.0.0.1:" + gatewayPort(RunFile.PORT));
    }

    /** Where it listens for gRPC, as host:port. */
    String grpc() throws IOException, ControlRefusal {
        return "127.0.0.1:" + gatewayPort(RunFile.GRPC_PORT);
    }

    private int gatewayPort(String key) throws IOException, ControlRefusal {
        if (launcher().isEmpty()) {
            throw notRunning();
        }
        return RunFile.read(RunFile.path(directory().root(), "gateway"))
                .flatMap(run -> run.port(key))
                .orElseThrow(this::notRunning);
    }

    String adminKey() throws IOException {
        return Files.readString(directory().adminKey()).strip();
    }
}

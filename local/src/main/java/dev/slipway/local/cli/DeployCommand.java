package dev.slipway.local.cli;

import dev.slipway.local.Progress;
import dev.slipway.local.control.ControlRefusal;
import dev.slipway.local.deploy.Deployment;
import dev.slipway.local.deploy.ModelFolder;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.deploy.http.ApiConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "deploy", description = "Uploads a model file, folder or archive and rolls it out.")
final class DeployCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Mixin private final DataOption data = new DataOption();

    @Parameters(
            paramLabel = "PATH",
            description =
                    "an .onnx file, the folder that holds one, or a .zip, .tar or .tar.gz of it")
    private Path path = Path.of("");

    @Option(names = "--model", description = "default: the file's or the folder's name")
    private @Nullable String model;

    @Override
    public Integer call() throws IOException, ApiRefusal, ControlRefusal, InterruptedException {
        Progress progress = Progress.onStandardOutput();
        ModelFolder folder = ModelFolder.of(path, progress);
        String name = model == null ? folder.name() : model;
        URI gateway = data.gateway();
        PublicApi api = ApiConfiguration.api(gateway, data.adminKey());
        int version = new Deployment(api, progress, LIMIT).deploy(name, folder);
        System.out.printf(
                "%n%s@%d is served.%n%n  %s%n",
                name, version, new RequestLine(api, gateway, data.directory()).of(name));
        return 0;
    }
}

package dev.slipway.local.cli;

import dev.slipway.local.FirstModel;
import dev.slipway.local.Platform;
import dev.slipway.local.PlatformControl;
import dev.slipway.local.Progress;
import dev.slipway.local.control.ControlServer;
import dev.slipway.local.deploy.EarlyQuestion;
import dev.slipway.local.platform.CacheFolders;
import dev.slipway.local.platform.GivenVariables;
import dev.slipway.local.platform.PlatformFailure;
import dev.slipway.local.platform.PlatformSettings;
import dev.slipway.local.platform.StartCaches;
import dev.slipway.supervision.environment.KnownVariables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Starts the platform and serves the bundled model.")
final class UpCommand implements Callable<Integer> {
    @Mixin private final DataOption data = new DataOption();

    @Option(names = "--detach", description = "return when a real request was answered")
    private boolean detach;

    @Option(names = "--port", defaultValue = "8080", description = "the gateway's port")
    private int port;

    @Option(
            names = "--grpc-port",
            defaultValue = "0",
            description = "gRPC's port; default: the port after it")
    private int grpcPort;

    @Option(
            names = "--pool-min",
            defaultValue = "0",
            description = "fewest replicas; default: as it was, at first 1")
    private int poolMin;

    @Option(
            names = "--pool-max",
            defaultValue = "0",
            description =
                    "most replicas; default: --pool-min, and without it as it was, at first one"
                            + " for each 4 processors, 1 to 4")
    private int poolMax;

    @Option(names = "--failpoints", hidden = true, description = "for tests")
    private boolean failpoints;

    @Override
    public Integer call() throws Exception {
        KnownVariables.ofPlatform().check(System.getenv(), List.of());
        GivenVariables.ofThisProcess().check();
        PlatformSettings settings =
                new PlatformSettings(
                        data.directory(),
                        LauncherCommand.home(),
                        port,
                        grpcPort == 0 ? port + 1 : grpcPort,
                        poolMax == 0 ? poolMin : Math.max(1, poolMin),
                        poolMax == 0 ? poolMin : poolMax,
                        failpoints);
        if (detach) {
            return new DetachedLauncher(settings.directory()).start(arguments(settings));
        }
        return foreground(
                settings, CacheFolders.of(settings.home(), LauncherCommand.classPath()).use());
    }

    private static List<String> arguments(PlatformSettings settings) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--data",
                                settings.directory().root().toString(),
                                "--port",
                                String.valueOf(settings.port()),
                                "--grpc-port",
                                String.valueOf(settings.grpcPort()),
                                "--pool-min",
                                String.valueOf(settings.poolMin()),
                                "--pool-max",
                                String.valueOf(settings.poolMax())));
        if (settings.failpoints()) {
            arguments.add("--failpoints");
        }
        return arguments;
    }

    private static int foreground(PlatformSettings settings, StartCaches caches)
            throws IOException, PlatformFailure, InterruptedException {
        Progress progress = Progress.onStandardOutput();
        Platform platform = Platform.prepare(settings, caches, progress);
        Thread drain = new Thread(() -> platform.drain(progress), "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        PlatformControl control = new PlatformControl(platform);
        try (ControlServer server = ControlServer.open(settings.directory().run(), control)) {
            Thread.ofVirtual().name("down").start(() -> endWhenAsked(control, server));
            try {
                try (EarlyQuestion _ = FirstModel.askEarly(platform)) {
                    platform.start(progress);
                }
                System.out.println(new FirstModel(platform, progress).serve());
                platform.markReady();
            } catch (PlatformFailure | IOException failure) {
                String same = settings.directory().asOption(settings.home());
                System.err.println("slipway: " + Sentences.of(failure, same));
                platform.drain(progress);
                return 1;
            }
            control.awaitDown();
        }
        return 0;
    }

    /** Also while the start is still under way, which is then cut off. */
    private static void endWhenAsked(PlatformControl control, ControlServer server) {
        try {
            control.awaitDown();
            server.close();
        } catch (InterruptedException | IOException unable) {
            System.err.println("slipway: " + Sentences.of(unable));
        }
        System.exit(0);
    }
}

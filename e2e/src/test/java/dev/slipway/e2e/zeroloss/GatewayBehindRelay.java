package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.TcpRelay;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The platform's gateway, started again by the test with the very command and environment that the
 * launcher gave it, except that its ways to the registry lead through relays that can be cut.
 */
final class GatewayBehindRelay implements AutoCloseable {
    private final Platform platform;
    private final TcpRelay internal;
    private final TcpRelay admin;
    private final Process process;

    private GatewayBehindRelay(
            Platform platform, TcpRelay internal, TcpRelay admin, Process process) {
        this.platform = platform;
        this.internal = internal;
        this.admin = admin;
        this.process = process;
    }

    static GatewayBehindRelay replace(Platform platform) throws IOException, InterruptedException {
        RunFile registry = platform.service("registry");
        long former = platform.service("gateway").process().pid();
        Path proc = Path.of("/proc", Long.toString(former));
        String[] command = Files.readString(proc.resolve("cmdline")).split("\0", -1);
        Map<String, String> environment =
                Stream.of(Files.readString(proc.resolve("environ")).split("\0", -1))
                        .filter(entry -> entry.indexOf('=') > 0)
                        .collect(
                                Collectors.toMap(
                                        entry -> entry.substring(0, entry.indexOf('=')),
                                        entry -> entry.substring(entry.indexOf('=') + 1),
                                        (first, second) -> second,
                                        TreeMap::new));
        Path folder = Files.readSymbolicLink(proc.resolve("cwd"));
        platform.stopService("gateway");
        TcpRelay internal = new TcpRelay(registry.port(RunFile.INTERNAL_PORT).orElseThrow());
        TcpRelay admin = new TcpRelay(registry.port(RunFile.PORT).orElseThrow());
        environment.put("SLIPWAY_REGISTRY_URL", "http://127.0.0.1:" + internal.port());
        environment.put("SLIPWAY_REGISTRY_ADMIN_URL", "http://127.0.0.1:" + admin.port());
        environment.put("SLIPWAY_PORT", Integer.toString(platform.port()));
        ProcessBuilder builder =
                new ProcessBuilder(Stream.of(command).filter(word -> !word.isEmpty()).toList())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        platform.data()
                                                .resolve("logs")
                                                .resolve("gateway-behind-relay.log")
                                                .toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        GatewayBehindRelay gateway = new GatewayBehindRelay(platform, internal, admin, process);
        Awaitility.await("the gateway behind the relay answers")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() ->
                        platform.isUp("gateway")
                                && platform.service("gateway").process().pid() == process.pid()
                                && platform.admin().get("/readyz").status() == 200);
        return gateway;
    }

    void cut() {
        internal.cut();
        admin.cut();
    }

    void mend() {
        internal.mend();
        admin.mend();
    }

    /** Ends it and lets the launcher start its own again. */
    @Override
    public void close() throws IOException {
        mend();
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            platform.startService("gateway");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            internal.close();
            admin.close();
        }
        Awaitility.await("the launcher's gateway answers")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> platform.admin().get("/readyz").status() == 200);
    }
}

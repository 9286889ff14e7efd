package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.ServiceCopy;
import dev.slipway.e2e.platform.TcpRelay;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
        ServiceCopy former = ServiceCopy.of(platform, "gateway");
        platform.stopService("gateway");
        TcpRelay internal = new TcpRelay(registry.port(RunFile.INTERNAL_PORT).orElseThrow());
        TcpRelay admin = new TcpRelay(registry.port(RunFile.PORT).orElseThrow());
        Process process =
                former.start(
                        "gateway-behind-relay",
                        Map.of(
                                "SLIPWAY_REGISTRY_URL", "http://127.0.0.1:" + internal.port(),
                                "SLIPWAY_REGISTRY_ADMIN_URL", "http://127.0.0.1:" + admin.port(),
                                "SLIPWAY_PORT", Integer.toString(platform.port())));
        GatewayBehindRelay gateway = new GatewayBehindRelay(platform, internal, admin, process);
        Awaitility.await("the gateway behind the relay answers")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() ->
                        former.isUp("gateway", process)
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

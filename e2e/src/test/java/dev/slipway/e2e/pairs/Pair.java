package dev.slipway.e2e.pairs;

import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.RegistryPort;
import dev.slipway.e2e.platform.ServiceCopy;
import dev.slipway.e2e.platform.TcpRelay;
import dev.slipway.supervision.FreePort;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A platform with two registries and two gateways. The registries stand behind a balancer that
 * listens where the launcher's registry did, so that everybody else talks to both without knowing
 * it, as on Kubernetes; the second gateway stands beside the launcher's.
 */
@SuppressWarnings("try")
final class Pair implements AutoCloseable {
    private final Platform platform;
    private final ServiceCopy registryCopy;
    private final List<TcpRelay> balancers = new ArrayList<>();
    private final List<Member> registries = new ArrayList<>();
    private @Nullable Member gateway;

    private Pair(Platform platform) throws IOException {
        this.platform = platform;
        this.registryCopy = ServiceCopy.of(platform, "registry");
    }

    /** Where that fails, the platform gets back what it had. */
    static Pair of(Platform platform) throws IOException, InterruptedException {
        Pair pair = new Pair(platform);
        boolean started = false;
        try {
            pair.start();
            started = true;
            return pair;
        } finally {
            if (!started) {
                pair.close();
            }
        }
    }

    private void start() throws IOException, InterruptedException {
        RunFile former = platform.service("registry");
        platform.stopService("registry");
        List<Integer> mains = List.of(FreePort.propose(), FreePort.propose());
        List<Integer> internals = List.of(FreePort.propose(), FreePort.propose());
        balancers.add(new TcpRelay(former.port(RunFile.PORT).orElseThrow(), mains));
        balancers.add(new TcpRelay(former.port(RunFile.INTERNAL_PORT).orElseThrow(), internals));
        for (int i = 0; i < 2; i++) {
            Member registry =
                    Member.start(
                            platform,
                            registryCopy,
                            i == 0 ? "registry-a" : "registry-b",
                            Map.of(
                                    "SLIPWAY_PORT", mains.get(i).toString(),
                                    "SLIPWAY_INTERNAL_PORT", internals.get(i).toString()));
            registries.add(registry);
        }
        gateway =
                Member.start(
                        platform,
                        ServiceCopy.of(platform, "gateway"),
                        "gateway-b",
                        Map.of(
                                "SLIPWAY_PORT", Integer.toString(FreePort.propose()),
                                "SLIPWAY_GRPC_PORT", Integer.toString(FreePort.propose()),
                                "SLIPWAY_INTERNAL_PORT", Integer.toString(FreePort.propose()),
                                "SLIPWAY_STATE_DIR",
                                        platform.data().resolve("gateway-b").toString()));
        registries.forEach(Member::awaitUp);
        secondGateway().awaitUp();
        awaitReady(first());
        awaitReady(second());
    }

    List<Member> registries() {
        return registries;
    }

    /** One that lives, however long ago it was chosen. */
    Member livingRegistry() {
        return registries.stream().filter(Member::isAlive).findFirst().orElseThrow();
    }

    /** A registry, asked without a gateway. */
    AdminApi asked(Member registry) throws IOException {
        return RegistryPort.asGateway(
                registry.port(),
                registryCopy.variable("SLIPWAY_SIGNING_KEY"),
                registryCopy.variable("SLIPWAY_VERIFY_KEY"));
    }

    String registryVariable(String name) {
        return registryCopy.variable(name);
    }

    /** Through the launcher's gateway. */
    AdminApi first() throws IOException {
        return platform.admin();
    }

    /** Through the second one. */
    AdminApi second() throws IOException {
        return new AdminApi(
                "http://127.0.0.1:" + secondGateway().port(),
                Map.of("Authorization", "Bearer " + platform.adminKey()));
    }

    Member secondGateway() {
        return Objects.requireNonNull(gateway);
    }

    static void awaitReady(AdminApi through) {
        Awaitility.await("the gateway is ready")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> through.get("/readyz").status() == 200);
    }

    /** Ends what was started here and lets the launcher start its own registry again. */
    @Override
    public void close() throws IOException {
        try {
            endMembers();
        } finally {
            try {
                platform.startService("registry");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        awaitReady(first());
    }

    private void endMembers() throws IOException {
        Member second = gateway;
        if (second != null) {
            second.close();
        }
        registries.forEach(Member::close);
        for (TcpRelay balancer : balancers) {
            balancer.close();
        }
    }
}

package dev.slipway.local;

import dev.slipway.local.database.postgres.PostgresConfiguration;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.platform.PortPlan;
import dev.slipway.local.platform.ServiceCommands;
import dev.slipway.local.platform.StartCaches;
import dev.slipway.local.services.Keeper;
import dev.slipway.local.services.KeeperObserver;
import dev.slipway.local.services.RestartPolicy;
import dev.slipway.local.services.ServiceName;
import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.ServiceStarter;
import dev.slipway.local.services.ServiceStatus;
import dev.slipway.local.services.process.ProcessConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The keepers of all services, and what the end of one means for the others. */
final class Services {

    /** How much longer a JVM takes to end that then writes down what it recorded. */
    private static final Duration RECORDING = Duration.ofSeconds(60);

    /** Who was told the ports of a service at its start. */
    private static final Map<ServiceName, Set<ServiceName>> TOLD =
            Map.of(
                    ServiceName.POSTGRES,
                    Set.of(ServiceName.REGISTRY, ServiceName.STORE),
                    ServiceName.OBJECT_STORE,
                    Set.of(ServiceName.STORE),
                    ServiceName.REGISTRY,
                    Set.of(ServiceName.STORE, ServiceName.GATEWAY, ServiceName.AUTOSCALER),
                    ServiceName.STORE,
                    Set.of(ServiceName.GATEWAY, ServiceName.AUTOSCALER),
                    ServiceName.AUTOSCALER,
                    Set.of(ServiceName.GATEWAY));

    private final DataDirectory directory;
    private final ServiceCommands commands;
    private final PortPlan ports;
    private final PostgresConfiguration postgres;
    private final Consumer<String> progress;
    private final Map<ServiceName, Keeper> keepers = new EnumMap<>(ServiceName.class);
    private final Keeper guard;
    private final StartGate gate = new StartGate();

    Services(
            DataDirectory directory,
            ServiceCommands commands,
            PortPlan ports,
            PostgresConfiguration postgres,
            StartCaches caches,
            Consumer<String> progress) {
        this.directory = directory;
        this.commands = commands;
        this.ports = ports;
        this.postgres = postgres;
        this.progress = progress;
        for (ServiceName name : ServiceName.values()) {
            keepers.put(
                    name,
                    new Keeper(
                            name.word(),
                            starter(name),
                            RestartPolicy.standard(),
                            grace(name).plus(caches.areRecorded() ? RECORDING : Duration.ZERO),
                            new Consequences(name)));
        }
        this.guard =
                new Keeper(
                        PostgresConfiguration.GUARD,
                        () -> PostgresConfiguration.startGuard(directory),
                        RestartPolicy.standard(),
                        Duration.ofSeconds(5),
                        new KeeperObserver() {});
    }

    Keeper keeper(ServiceName name) {
        Keeper keeper = keepers.get(name);
        if (keeper == null) {
            throw new IllegalArgumentException("nobody keeps " + name);
        }
        return keeper;
    }

    /** Before PostgreSQL is started for the first time in a directory; not once the end began. */
    void makeCluster() throws IOException {
        gate.pass(postgres::makeCluster);
    }

    /** Does nothing once the end has begun. */
    void start(ServiceName name) {
        if (!gate.isClosed()) {
            keeper(name).start();
        }
    }

    /** From now on nothing is started any more; a cluster that is being made is complete then. */
    void beginEnd() {
        gate.close();
    }

    void startGuard() {
        guard.start();
    }

    void stopGuard() throws InterruptedException {
        guard.stop();
    }

    List<ServiceStatus> status() {
        List<ServiceStatus> all = new ArrayList<>();
        keepers.values().forEach(keeper -> all.add(keeper.status()));
        return all;
    }

    private ServiceStarter starter(ServiceName name) {
        return () -> startProcess(name);
    }

    private ServiceProcess startProcess(ServiceName name) throws IOException {
        return name == ServiceName.POSTGRES
                ? postgres.start(ports.of(name).main())
                : ProcessConfiguration.start(commands.of(name), directory.root(), name.word());
    }

    private static Duration grace(ServiceName name) {
        return switch (name) {
            case GATEWAY, POSTGRES -> Duration.ofSeconds(20);
            case STORE -> Duration.ofSeconds(15);
            case REGISTRY -> Duration.ofSeconds(10);
            case AUTOSCALER, OBJECT_STORE -> Duration.ofSeconds(5);
        };
    }

    /** Confirms ports, and hands out new ones where the first were taken by somebody else. */
    private final class Consequences implements KeeperObserver {
        private final ServiceName name;

        Consequences(ServiceName name) {
            this.name = name;
        }

        @Override
        public void serving(String word) {
            ports.confirm(name);
        }

        @Override
        public void died(String word, int status, boolean served, Duration retryIn) {
            progress.accept(
                    "%s ended with status %d, started again in %d ms"
                            .formatted(word, status, retryIn.toMillis()));
            if (!served) {
                changePortsIfTaken();
            }
        }

        @Override
        public void notStarted(String word, Exception reason, Duration retryIn) {
            progress.accept(
                    "%s could not be started (%s), tried again in %d ms"
                            .formatted(word, reason.getMessage(), retryIn.toMillis()));
        }

        private void changePortsIfTaken() {
            try {
                if (!ports.renewIfTaken(name)) {
                    return;
                }
                progress.accept("a port of " + name.word() + " was taken, it gets another");
                commands.writeReplicaCommand();
                TOLD.getOrDefault(name, Set.of()).forEach(other -> keeper(other).replace());
            } catch (IOException noPort) {
                progress.accept(name.word() + ": " + noPort.getMessage());
            }
        }
    }
}

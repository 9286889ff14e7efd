package dev.slipway.local;

import dev.slipway.local.database.DatabaseRole;
import dev.slipway.local.database.postgres.PostgresConfiguration;
import dev.slipway.local.directory.CrashRemains;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.directory.DirectoryLock;
import dev.slipway.local.directory.LogRotation;
import dev.slipway.local.objects.s3.ObjectStoreConfiguration;
import dev.slipway.local.platform.GivenVariables;
import dev.slipway.local.platform.PlatformFailure;
import dev.slipway.local.platform.PlatformSettings;
import dev.slipway.local.platform.PortPlan;
import dev.slipway.local.platform.ReplicaDrain;
import dev.slipway.local.platform.ServiceCommands;
import dev.slipway.local.platform.ServiceJars;
import dev.slipway.local.platform.StartCaches;
import dev.slipway.local.readiness.Dependants;
import dev.slipway.local.readiness.http.ReadinessConfiguration;
import dev.slipway.local.secrets.PlatformSecrets;
import dev.slipway.local.services.ServiceName;
import dev.slipway.local.services.ServiceStatus;
import dev.slipway.local.services.ServiceStatus.State;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All processes of one data directory, from the lock to the last exit. */
public final class Platform {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration DEPENDANTS_LIMIT = Duration.ofSeconds(30);
    private static final Duration REPLICA_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOG_SWEEP = Duration.ofSeconds(5);

    /** They come up as far as they can while PostgreSQL is made and started, on what it leaves. */
    private static final List<ServiceName> WITHOUT_DATABASE =
            List.of(ServiceName.OBJECT_STORE, ServiceName.GATEWAY, ServiceName.AUTOSCALER);

    private static final List<ServiceName> WITH_DATABASE =
            List.of(ServiceName.REGISTRY, ServiceName.STORE);
    private static final List<ServiceName> DRAIN_BEFORE_REPLICAS =
            List.of(ServiceName.GATEWAY, ServiceName.AUTOSCALER);
    private static final List<ServiceName> DRAIN_AFTER_REPLICAS =
            List.of(
                    ServiceName.STORE,
                    ServiceName.REGISTRY,
                    ServiceName.OBJECT_STORE,
                    ServiceName.POSTGRES);

    private final PlatformSettings settings;
    private final DirectoryLock lock;
    private final PlatformSecrets secrets;
    private final PortPlan ports;
    private final RunFile ownRunFile;
    private final Services services;
    private boolean drained;

    private Platform(
            PlatformSettings settings,
            DirectoryLock lock,
            PlatformSecrets secrets,
            PortPlan ports,
            RunFile ownRunFile,
            Services services) {
        this.settings = settings;
        this.lock = lock;
        this.secrets = secrets;
        this.ports = ports;
        this.ownRunFile = ownRunFile;
        this.services = services;
    }

    /**
     * Takes the directory, cleans what a crash left and prepares everything that is to be started.
     *
     * @param caches whether the JVMs use what trial runs taught about their start, or record it
     * @throws PlatformFailure when the directory or the port is in use or nothing is built
     */
    public static Platform prepare(
            PlatformSettings settings, StartCaches caches, Consumer<String> progress)
            throws IOException, PlatformFailure, InterruptedException {
        DataDirectory directory = settings.directory();
        directory.create();
        DirectoryLock lock =
                DirectoryLock.take(directory.root())
                        .orElseThrow(() ->
                                new PlatformFailure(
                                        "Slipway already runs on "
                                                + directory.root()
                                                + "; './slipway down' ends it"));
        List<String> remains =
                new CrashRemains(directory, PostgresConfiguration::interrupt).clean();
        if (!remains.isEmpty()) {
            progress.accept("ended what an earlier run left: " + String.join(", ", remains));
        }
        directory.emptyTemporary();
        if (!PortPlan.isFree(settings.port())) {
            throw new PlatformFailure(
                    "port " + settings.port() + " is taken; choose another with --port");
        }
        if (!PortPlan.isFree(settings.grpcPort())) {
            throw new PlatformFailure(
                    "port "
                            + settings.grpcPort()
                            + " is taken, which is gRPC's; choose another with --grpc-port");
        }
        RunFile own = RunFile.current("launcher", Map.of("state", "starting"));
        own.write(directory.root());
        PlatformSecrets secrets = PlatformSecrets.loadOrCreate(directory, new SecureRandom());
        progress.accept("preparing the services");
        ServiceJars jars = ServiceJars.prepare(settings.home());
        PortPlan ports = new PortPlan(settings.port(), settings.grpcPort());
        ServiceCommands commands =
                new ServiceCommands(
                        settings,
                        secrets,
                        ProcessIdentity.current(),
                        ports,
                        jars,
                        new ServiceCommands.Mains(
                                System.getProperty("java.class.path", ""),
                                ObjectStoreConfiguration.MAIN),
                        caches,
                        GivenVariables.ofThisProcess());
        commands.writeReplicaCommand();
        progress.accept("preparing PostgreSQL");
        PostgresConfiguration postgres =
                PostgresConfiguration.prepare(
                        directory,
                        settings.home().resolve("local/target"),
                        directory.secrets().resolve("database-owner"));
        Services services = new Services(directory, commands, ports, postgres, caches, progress);
        return new Platform(settings, lock, secrets, ports, own, services);
    }

    /** Starts everything and returns when every service says that it serves. */
    public void start(Consumer<String> progress)
            throws PlatformFailure, IOException, InterruptedException {
        Thread.ofVirtual().name("log-rotation").start(this::rotateLogs);
        services.startGuard();
        WITHOUT_DATABASE.forEach(services::start);
        services.makeCluster();
        services.start(ServiceName.POSTGRES);
        awaitRunning(ServiceName.POSTGRES);
        createRoles();
        progress.accept("PostgreSQL serves");
        WITH_DATABASE.forEach(services::start);
        for (ServiceName name : ServiceName.values()) {
            awaitRunning(name);
            if (name != ServiceName.POSTGRES) {
                progress.accept(name.word() + " serves");
            }
        }
    }

    private void createRoles() throws PlatformFailure {
        try {
            PostgresConfiguration.createRoles(
                    ports.of(ServiceName.POSTGRES).main(),
                    secrets.databaseOwner(),
                    List.of(
                            new DatabaseRole("registry", secrets.databaseRegistry()),
                            new DatabaseRole("store", secrets.databaseStore())));
        } catch (SQLException failed) {
            throw new PlatformFailure(
                    "PostgreSQL runs but could not be prepared; its log may say why", failed);
        }
    }

    private void awaitRunning(ServiceName name) throws PlatformFailure, InterruptedException {
        if (!services.keeper(name).await(State.RUNNING, START_LIMIT)) {
            throw new PlatformFailure(
                    name.word()
                            + " did not come up within "
                            + START_LIMIT.toMinutes()
                            + " minutes; its log is "
                            + settings.directory().log(name.word()));
        }
    }

    /** From now on a detached launcher counts as up. */
    public void markReady() throws IOException {
        ownRunFile.with(Map.of("state", "ready")).write(settings.directory().root());
    }

    public PlatformSettings settings() {
        return settings;
    }

    public PlatformSecrets secrets() {
        return secrets;
    }

    /** One line for each service. */
    public List<ServiceStatus> status() {
        return services.status();
    }

    /** The port that a service was told to take. */
    int portOf(String word) {
        return ServiceName.ofWord(word).map(name -> ports.of(name).main()).orElse(0);
    }

    /** Ends a service; it stays stopped until it is started by name. */
    public void stop(ServiceName name) throws InterruptedException {
        services.keeper(name).stop();
    }

    /** False when it does not serve within a minute; it is tried on. */
    public boolean startAgain(ServiceName name) throws InterruptedException {
        services.start(name);
        return services.keeper(name).await(State.RUNNING, Duration.ofMinutes(1));
    }

    /** Who still waits for a service that serves again; those find it by themselves later. */
    List<ServiceName> awaitDependantsOf(ServiceName name) throws InterruptedException {
        return new Dependants(
                        ReadinessConfiguration.readiness(other -> ports.of(other).management()),
                        other -> services.keeper(other).status().state() == State.RUNNING,
                        DEPENDANTS_LIMIT)
                .awaitAfter(name);
    }

    /** Ends everything in order; whoever calls second waits for the first. */
    public synchronized void drain(Consumer<String> progress) {
        if (drained) {
            return;
        }
        drained = true;
        services.beginEnd();
        try {
            stopAll(DRAIN_BEFORE_REPLICAS, progress);
            int replicas = new ReplicaDrain(settings.directory().root(), REPLICA_PATIENCE).drain();
            progress.accept(replicas + (replicas == 1 ? " replica" : " replicas") + " drained");
            stopAll(DRAIN_AFTER_REPLICAS, progress);
            services.stopGuard();
            removeRunFiles();
            lock.close();
        } catch (IOException unable) {
            progress.accept("not everything could be ended: " + unable.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAll(List<ServiceName> names, Consumer<String> progress)
            throws InterruptedException {
        for (ServiceName name : names) {
            services.keeper(name).stop();
            progress.accept(name.word() + " ended");
        }
    }

    private void removeRunFiles() throws IOException {
        List<String> names = new ArrayList<>(List.of("launcher", PostgresConfiguration.GUARD));
        for (ServiceName name : ServiceName.values()) {
            names.add(name.word());
        }
        for (String name : names) {
            Files.deleteIfExists(RunFile.path(settings.directory().root(), name));
        }
    }

    private void rotateLogs() {
        LogRotation rotation = LogRotation.standard(settings.directory().logs());
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(LOG_SWEEP);
                rotation.sweep();
            } catch (IOException again) {
                // The next pass tries again; a log that cannot be turned must end nothing.
            } catch (InterruptedException end) {
                return;
            }
        }
    }
}

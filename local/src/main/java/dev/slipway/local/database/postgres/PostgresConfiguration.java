package dev.slipway.local.database.postgres;

import dev.slipway.local.database.DatabaseRole;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.process.ProcessConfiguration;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** PostgreSQL as a supervised process. */
public final class PostgresConfiguration {
    /** Name of the process that ends PostgreSQL when this JVM is gone. */
    public static final String GUARD = PostgresGuard.NAME;

    private static final String NAME = "postgres";

    private final DataDirectory directory;
    private final PostgresServer server;
    private final Path ownerPassword;

    private PostgresConfiguration(
            DataDirectory directory, PostgresServer server, Path ownerPassword) {
        this.directory = directory;
        this.server = server;
        this.ownerPassword = ownerPassword;
    }

    /**
     * Unpacks the programs, where that was not done before.
     *
     * @param programs where unpacked programs are kept for all platforms of this installation
     * @param ownerPassword file with the superuser's password
     */
    public static PostgresConfiguration prepare(
            DataDirectory directory, Path programs, Path ownerPassword) throws IOException {
        return new PostgresConfiguration(
                directory,
                new PostgresServer(PostgresBinaries.unpack(programs), directory),
                ownerPassword);
    }

    /** Makes the cluster that is to be started, where there is none. */
    public void makeCluster() throws IOException {
        server.initialise(ownerPassword);
    }

    public ServiceProcess start(int port) throws IOException {
        ServiceProcess process =
                ProcessConfiguration.start(
                        server.startCommand(port),
                        own -> server.isReady(own.pid()),
                        handle -> interruptQuietly(ProcessIdentity.of(handle)));
        new RunFile(NAME, process.identity(), Map.of(RunFile.PORT, String.valueOf(port)))
                .write(directory.root());
        return process;
    }

    /** Starts the process that ends PostgreSQL when this JVM is gone. */
    public static ServiceProcess startGuard(DataDirectory directory) throws IOException {
        return PostgresGuard.start(directory);
    }

    public static void createRoles(int port, String ownerPassword, List<DatabaseRole> roles)
            throws SQLException {
        new DatabaseRoles(port, ownerPassword).create(roles);
    }

    /** SIGINT is PostgreSQL's fast shutdown: connections are cut, data are written. */
    public static void interrupt(ProcessIdentity postgres) throws IOException {
        if (!postgres.isAlive()) {
            return;
        }
        Process kill =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "kill -INT \"$1\"",
                                "sh",
                                String.valueOf(postgres.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            boolean _ = kill.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void interruptQuietly(ProcessIdentity postgres) {
        try {
            interrupt(postgres);
        } catch (IOException unable) {
            postgres.find().ifPresent(ProcessHandle::destroy);
        }
    }
}

package dev.slipway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.local.database.DatabaseRole;
import dev.slipway.local.database.postgres.PostgresConfiguration;
import dev.slipway.local.directory.CrashRemains;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.objects.s3.ObjectStoreConfiguration;
import dev.slipway.local.secrets.PlatformSecrets;
import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.StartCommand;
import dev.slipway.local.services.process.ProcessConfiguration;
import dev.slipway.supervision.FreePort;
import dev.slipway.supervision.ProcessIdentity;
import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real PostgreSQL, its guard and the real object store, each as a process of its own. */
class EmbeddedStoresTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path PROGRAMS = Path.of("target").toAbsolutePath();

    @TempDir Path folder = Path.of("unset");
    private final List<ServiceProcess> started = new ArrayList<>();

    @BeforeEach
    void makeFolders() throws Exception {
        directory().create();
    }

    @AfterEach
    void endProcesses() throws Exception {
        for (ServiceProcess process : started) {
            process.kill();
            process.exit().get();
        }
    }

    @Test
    void postgresIsDurableAndEndsWithTheLauncherAndItsDataSurvive() throws Exception {
        PlatformSecrets secrets = secrets();
        PostgresConfiguration postgres = prepare();
        int port = FreePort.propose();
        ServiceProcess first = keep(postgres.start(port));
        await().atMost(LIMIT).until(first::isServing);
        DatabaseRole role = new DatabaseRole("registry", secrets.databaseRegistry());
        PostgresConfiguration.createRoles(port, secrets.databaseOwner(), List.of(role));
        PostgresConfiguration.createRoles(port, secrets.databaseOwner(), List.of(role));
        assertThat(query(port, role, "show fsync")).isEqualTo("on");
        assertThat(query(port, role, "show synchronous_commit")).isEqualTo("on");
        assertThat(query(port, role, "show full_page_writes")).isEqualTo("on");
        query(
                port,
                role,
                "create table kept(value text); insert into kept values('x') returning value");

        Process launcher = launcherThatGuards();
        await().atMost(LIMIT)
                .until(() -> Files.exists(directory().run().resolve("postgres-guard.properties")));
        launcher.destroyForcibly();
        await().atMost(LIMIT).until(() -> first.exit().isDone());

        ServiceProcess second = keep(prepare().start(port));
        await().atMost(LIMIT).until(second::isServing);
        assertThat(query(port, role, "select value from kept")).isEqualTo("x");
    }

    @Test
    void whatACrashLeftIsEndedByTheIdentityInItsRunFile() throws Exception {
        int port = FreePort.propose();
        ServiceProcess postgres = keep(prepare().start(port));
        await().atMost(LIMIT).until(postgres::isServing);
        assertThat(new CrashRemains(directory(), PostgresConfiguration::interrupt).clean())
                .containsExactly("postgres");
        assertThat(postgres.exit().get()).isZero();
        assertThat(directory().run().resolve("postgres.properties")).doesNotExist();
    }

    @Test
    void theObjectStoreKeepsObjectsForThoseWithTheKeys() throws Exception {
        PlatformSecrets secrets = secrets();
        int port = FreePort.propose();
        ServiceProcess store =
                keep(
                        ProcessConfiguration.start(
                                java(
                                        "object-store",
                                        ProcessIdentity.current(),
                                        Map.of(
                                                "SLIPWAY_PORT", String.valueOf(port),
                                                "SLIPWAY_S3_BUCKET", "slipway",
                                                "SLIPWAY_S3_ACCESS_KEY", secrets.s3AccessKey(),
                                                "SLIPWAY_S3_SECRET_KEY", secrets.s3SecretKey()),
                                        ObjectStoreConfiguration.MAIN),
                                folder,
                                "object-store"));
        await().atMost(LIMIT).until(store::isServing);
        MinioClient client =
                MinioClient.builder()
                        .endpoint("http://127.0.0.1:" + port)
                        .credentials(secrets.s3AccessKey(), secrets.s3SecretKey())
                        .build();
        byte[] bytes = "artefact".getBytes(StandardCharsets.UTF_8);
        client.putObject(
                PutObjectArgs.builder().bucket("slipway").object("a/b").stream(
                                new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                        .build());
        try (var answer =
                client.getObject(GetObjectArgs.builder().bucket("slipway").object("a/b").build())) {
            assertThat(answer.readAllBytes()).isEqualTo(bytes);
        }
        client.close();
        assertThat(Files.readString(directory().log("object-store")))
                .doesNotContain(secrets.s3SecretKey());
    }

    private PostgresConfiguration prepare() throws Exception {
        PlatformSecrets unused = secrets();
        assertThat(unused.databaseOwner()).isNotEmpty();
        PostgresConfiguration postgres =
                PostgresConfiguration.prepare(
                        directory(), PROGRAMS, directory().secrets().resolve("database-owner"));
        postgres.makeCluster();
        return postgres;
    }

    /** A JVM of its own, since the guard must outlive whoever started it. */
    private Process launcherThatGuards() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GuardingLauncher.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory().log("launcher").toFile())
                .start();
    }

    /** Starts a guard and waits for its own end. */
    static final class GuardingLauncher {
        private GuardingLauncher() {}

        public static void main(String[] arguments) throws Exception {
            DataDirectory directory = new DataDirectory(Path.of(arguments[0]));
            int _ = PostgresConfiguration.startGuard(directory).exit().get();
        }
    }

    private StartCommand java(
            String name, ProcessIdentity launcher, Map<String, String> more, String... main) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Dslipway.data=" + folder,
                                "-cp",
                                System.getProperty("java.class.path")));
        command.addAll(List.of(main));
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("SLIPWAY_DATA_DIR", folder.toString());
        environment.put("SLIPWAY_LAUNCHER", launcher.toString());
        return new StartCommand(command, environment, directory().log(name));
    }

    private ServiceProcess keep(ServiceProcess process) {
        started.add(process);
        return process;
    }

    private static String query(int port, DatabaseRole role, String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + port + "/slipway",
                                role.name(),
                                role.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            while (statement.getResultSet() == null) {
                if (!statement.getMoreResults() && statement.getUpdateCount() == -1) {
                    return "";
                }
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private PlatformSecrets secrets() throws Exception {
        return PlatformSecrets.loadOrCreate(directory(), new SecureRandom());
    }

    private DataDirectory directory() {
        return new DataDirectory(folder);
    }
}

package dev.slipway.local.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.local.database.DatabaseRole;
import dev.slipway.local.database.postgres.PostgresConfiguration;
import dev.slipway.local.deploy.BundledModel;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.http.ApiConfiguration;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.objects.s3.ObjectStoreConfiguration;
import dev.slipway.local.secrets.DeploymentSecrets;
import dev.slipway.local.secrets.SecretFile;
import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.StartCommand;
import dev.slipway.local.services.process.ProcessConfiguration;
import dev.slipway.supervision.FreePort;
import dev.slipway.supervision.ProcessIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services start with exactly the variables of docker-compose.yml and serve. A container's
 * address is a loopback address of its own here, so that even the ports are Compose's; PostgreSQL
 * and S3 are the embedded ones.
 */
@Tag("slow")
class ComposedServicesTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Map<String, String> ADDRESSES =
            Map.of(
                    "registry", "127.77.0.1",
                    "store", "127.77.0.2",
                    "gateway", "127.77.0.3",
                    "replica", "127.77.0.4",
                    "autoscaler", "127.77.0.5");
    private static final List<String> ORDER =
            List.of("registry", "store", "gateway", "replica", "autoscaler");

    @TempDir Path folder = Path.of("unset");
    private final Map<String, ServiceProcess> services = new HashMap<>();
    private final List<ServiceProcess> all = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private ComposeFile compose = new ComposeFile(Map.of(), Map.of());
    private Map<String, String> variables = Map.of();
    private int postgresPort;
    private int objectStorePort;

    @BeforeEach
    void startDataStores() throws Exception {
        compose = ComposeFile.read();
        for (String service : ORDER) {
            if (jar(service).isEmpty() || !isFree(service)) {
                String reason = service + " is not packaged, or its port is taken by everybody's";
                System.err.println("SKIPPED: ComposedServicesTest: " + reason);
                assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
                abort(reason);
            }
        }
        DeploymentSecrets.create(folder, new SecureRandom());
        variables = ComposeFileTest.variables(folder);
        new DataDirectory(folder.resolve("data")).create();
        startPostgres();
        startObjectStore();
    }

    @AfterEach
    void killAll() throws Exception {
        for (ServiceProcess process : all) {
            process.kill();
            process.exit().get();
        }
    }

    @Test
    void theyServeAnEmbeddingAndEndWithinTheirGrace() throws Exception {
        for (String service : ORDER) {
            start(service);
        }
        for (String service : ORDER) {
            List<String> check =
                    ComposeFile.words(
                            ComposeFile.map(compose.service(service).get("healthcheck"))
                                    .get("test"));
            await().atMost(LIMIT)
                    .until(() -> answers(service, Integer.parseInt(check.get(2)), check.get(3)));
            await().atMost(LIMIT).until(() -> answers(service, 9090, "/actuator/health"));
            await().atMost(LIMIT).until(() -> answers(service, 9090, "/actuator/prometheus"));
        }
        URI gateway = URI.create("http://" + ADDRESSES.get("gateway") + ":8080");
        PublicApi api = ApiConfiguration.api(gateway, variable("SLIPWAY_ADMIN_KEY"));
        new BundledModel(api, api, line -> {}, LIMIT).serve();
        await("the autoscaler hears everybody")
                .atMost(LIMIT)
                .until(() -> scaling(gateway).contains("\"complete\":true"));

        for (String service : List.of("gateway", "autoscaler", "replica", "store", "registry")) {
            ServiceProcess process = process(service);
            process.terminate();
            await(service).atMost(grace(service)).until(() -> process.exit().isDone());
        }
    }

    private void start(String service) throws IOException {
        Map<String, String> environment = new HashMap<>();
        compose.environment(service, variables)
                .forEach((name, value) -> environment.put(name, here(service, value)));
        List<String> command =
                List.of(
                        java(),
                        "@" + ComposeFile.root().resolve("compose").resolve("jvm.options"),
                        "-Xmx256m",
                        "-Dslipway.data=" + folder,
                        "-jar",
                        jar(service).orElseThrow().toString());
        ServiceProcess process =
                ProcessConfiguration.start(
                        new StartCommand(command, environment, log(service)),
                        own -> true,
                        ProcessConfiguration.Ending.TERM);
        all.add(process);
        services.put(service, process);
    }

    /** A container's addresses and paths, as they are on this machine. */
    private String here(String service, String value) {
        String here =
                value.replace("0.0.0.0", ADDRESSES.getOrDefault(service, ""))
                        .replace("//postgres:5432", "//127.0.0.1:" + postgresPort)
                        .replace("//object-store:9000", "//127.0.0.1:" + objectStorePort)
                        .replace("/var/lib/slipway", folder.resolve(service).toString())
                        .replace(
                                "/run/secrets/bootstrap-keys",
                                folder.resolve(DeploymentSecrets.FOLDER)
                                        .resolve(DeploymentSecrets.BOOTSTRAP_KEYS)
                                        .toString());
        for (Map.Entry<String, String> address : ADDRESSES.entrySet()) {
            here = here.replaceAll("(?<=^|//)" + address.getKey() + ":", address.getValue() + ":");
        }
        return here;
    }

    private void startPostgres() throws Exception {
        DataDirectory data = new DataDirectory(folder.resolve("data"));
        Path password = folder.resolve("owner");
        SecretFile.write(password, variable("SLIPWAY_DB_OWNER_PASSWORD"));
        postgresPort = FreePort.propose();
        PostgresConfiguration prepared =
                PostgresConfiguration.prepare(data, Path.of("target").toAbsolutePath(), password);
        prepared.makeCluster();
        ServiceProcess postgres = prepared.start(postgresPort);
        all.add(postgres);
        await().atMost(LIMIT).until(postgres::isServing);
        PostgresConfiguration.createRoles(
                postgresPort,
                variable("SLIPWAY_DB_OWNER_PASSWORD"),
                List.of(
                        new DatabaseRole("registry", variable("SLIPWAY_DB_REGISTRY_PASSWORD")),
                        new DatabaseRole("store", variable("SLIPWAY_DB_STORE_PASSWORD"))));
    }

    /** With a bucket of another name: the one of Compose is made by the store. */
    private void startObjectStore() throws IOException {
        objectStorePort = FreePort.propose();
        Path data = folder.resolve("data");
        List<String> command =
                List.of(
                        java(),
                        "-Dslipway.data=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ObjectStoreConfiguration.MAIN);
        Map<String, String> environment =
                Map.of(
                        "SLIPWAY_DATA_DIR", data.toString(),
                        "SLIPWAY_LAUNCHER", ProcessIdentity.current().toString(),
                        "SLIPWAY_PORT", String.valueOf(objectStorePort),
                        "SLIPWAY_S3_BUCKET", "another",
                        "SLIPWAY_S3_ACCESS_KEY", variable("SLIPWAY_S3_ACCESS_KEY"),
                        "SLIPWAY_S3_SECRET_KEY", variable("SLIPWAY_S3_SECRET_KEY"));
        ServiceProcess store =
                ProcessConfiguration.start(
                        new StartCommand(command, environment, log("object-store")),
                        data,
                        "object-store");
        all.add(store);
        await().atMost(LIMIT).until(store::isServing);
    }

    private boolean answers(String service, int port, String path)
            throws IOException, InterruptedException {
        assertThat(process(service).exit())
                .as("%s ended; its log is %s", service, log(service))
                .isNotDone();
        URI uri = URI.create("http://" + ADDRESSES.get(service) + ":" + port + path);
        try {
            return client.send(
                                    HttpRequest.newBuilder(uri)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String scaling(URI gateway) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve("/admin/v1/scaling"))
                        .timeout(Duration.ofSeconds(5))
                        .header("Authorization", "Bearer " + variable("SLIPWAY_ADMIN_KEY"))
                        .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private Duration grace(String service) {
        return Duration.parse(
                "PT" + ComposeFile.text(compose.service(service).get("stop_grace_period")));
    }

    private ServiceProcess process(String service) {
        return Optional.ofNullable(services.get(service)).orElseThrow();
    }

    private String variable(String name) {
        return Optional.ofNullable(variables.get(name)).orElseThrow();
    }

    private Optional<Path> jar(String service) throws IOException {
        Path target = ComposeFile.root().resolve(compose.module(service)).resolve("target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith("-app.jar")).findFirst();
        }
    }

    private static boolean isFree(String service) {
        for (int port : new int[] {8080, 8081, 8082, 9090}) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(ADDRESSES.get(service), port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    /** Outside of the temporary folder, so that it can be read after a failure. */
    private static Path log(String service) throws IOException {
        Path logs = Path.of("target", "composed").toAbsolutePath();
        Files.createDirectories(logs);
        return logs.resolve(service + ".log");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    }
}

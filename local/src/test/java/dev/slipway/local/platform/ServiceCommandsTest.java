package dev.slipway.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.secrets.PlatformSecrets;
import dev.slipway.local.services.ServiceName;
import dev.slipway.local.services.StartCommand;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandsTest {
    private static final List<ServiceName> JVMS =
            List.of(
                    ServiceName.OBJECT_STORE,
                    ServiceName.REGISTRY,
                    ServiceName.STORE,
                    ServiceName.GATEWAY,
                    ServiceName.AUTOSCALER);

    @TempDir Path folder = Path.of("unset");
    private Map<String, String> given = Map.of();

    @Test
    void everyCommandLineCarriesTheDataDirectoryAndOnlyReplicasNameTheirModule() throws Exception {
        List<StartCommand> commands = new ArrayList<>();
        for (ServiceName name : JVMS) {
            commands.add(commands().of(name));
        }
        for (StartCommand command : commands) {
            assertThat(command.toString())
                    .contains("-Dslipway.data=" + folder)
                    .doesNotContain("inference-service");
        }
        assertThat(replicaCommand().values().toString())
                .contains("inference-service")
                .contains("-Dslipway.data=" + folder);
    }

    @Test
    void secretsTravelInEnvironmentsAndOwnersFilesNeverOnCommandLines() throws Exception {
        PlatformSecrets secrets = secrets();
        for (ServiceName name : JVMS) {
            StartCommand command = commands().of(name);
            for (String secret :
                    List.of(
                            secrets.tokenKeys().privateKey(),
                            secrets.enrolmentMaster(),
                            secrets.databaseStore(),
                            secrets.s3SecretKey())) {
                assertThat(command.toString()).doesNotContain(secret);
            }
            assertThat(command.environment().values())
                    .as("keys of people are hashed before a service sees them")
                    .doesNotContain(secrets.adminKey(), secrets.inferKey());
        }
        Properties replica = replicaCommand();
        assertThat(replica.getProperty("env.SLIPWAY_ENROLMENT_SECRET"))
                .isEqualTo(secrets.enrolment(Role.REPLICA));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        folder.resolve("conf/replica.properties"))))
                .isEqualTo("rw-------");
    }

    @Test
    void onlyTheRegistryCanMakeTokensAndEachOtherServiceHasItsOwnSecretAlone() throws Exception {
        PlatformSecrets secrets = secrets();
        String registry = commands().of(ServiceName.REGISTRY).environment().toString();
        assertThat(registry).contains(secrets.tokenKeys().privateKey(), secrets.enrolmentMaster());
        Map<ServiceName, Role> roles =
                Map.of(
                        ServiceName.STORE, Role.STORE,
                        ServiceName.GATEWAY, Role.GATEWAY,
                        ServiceName.AUTOSCALER, Role.AUTOSCALER);
        roles.forEach((name, role) -> {
            String told = environment(name);
            assertThat(told)
                    .contains(secrets.enrolment(role), secrets.tokenKeys().publicKey())
                    .doesNotContain(secrets.tokenKeys().privateKey(), secrets.enrolmentMaster());
            for (Role other : Role.values()) {
                assertThat(told.contains(secrets.enrolment(other)))
                        .as(name + " " + other)
                        .isEqualTo(other == role);
            }
        });
        assertThat(environment(ServiceName.OBJECT_STORE))
                .doesNotContain("SLIPWAY_ENROLMENT", "SLIPWAY_VERIFY_KEY", "SLIPWAY_SIGNING_KEY");
    }

    private String environment(ServiceName name) {
        try {
            return commands().of(name).environment().toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void servicesAreToldWhereTheOthersListen() throws Exception {
        PortPlan ports = new PortPlan(18_080);
        ServiceCommands commands = commands(ports, false);
        String registry = "http://127.0.0.1:" + ports.of(ServiceName.REGISTRY).internal();
        Map<String, String> store = commands.of(ServiceName.STORE).environment();
        assertThat(store)
                .containsEntry("SLIPWAY_REGISTRY_URL", registry)
                .containsEntry(
                        "SLIPWAY_S3_ENDPOINT",
                        "http://127.0.0.1:" + ports.of(ServiceName.OBJECT_STORE).main())
                .containsEntry("SLIPWAY_DB_USER", "store")
                .containsEntry("SLIPWAY_LAUNCHER", "7:8");
        assertThat(commands.of(ServiceName.GATEWAY).environment())
                .containsEntry("SLIPWAY_PORT", "18080")
                .containsEntry("SLIPWAY_GRPC_PORT", "18081")
                .containsEntry("SLIPWAY_REGISTRY_URL", registry)
                .containsEntry(
                        "SLIPWAY_AUTOSCALER_ADMIN_URL",
                        "http://127.0.0.1:" + ports.of(ServiceName.AUTOSCALER).management())
                .doesNotContainKey("SLIPWAY_DB_PASSWORD");
        assertThat(commands.of(ServiceName.REGISTRY).environment())
                .doesNotContainKey("SLIPWAY_FAILPOINTS_DIR");
        assertThat(commands(ports, true).of(ServiceName.REGISTRY).environment())
                .containsEntry("SLIPWAY_FAILPOINTS_DIR", folder.resolve("failpoints").toString());
    }

    @Test
    void onlyServicesOffTheDataPathAreCompiledQuickly() throws Exception {
        assertThat(commands().of(ServiceName.GATEWAY).toString()).doesNotContain("TieredStop");
        assertThat(replicaCommand().values().toString()).doesNotContain("TieredStop");
        for (String onThePath :
                List.of(
                        commands().of(ServiceName.GATEWAY).toString(),
                        replicaCommand().values().toString())) {
            assertThat(onThePath)
                    .as("what starts do often is compiled late, what requests do as ever")
                    .contains(
                            "-XX:Tier4InvocationThreshold=50000",
                            "CompileThresholdScaling,dev.slipway.*::*,0.1");
        }
        assertThat(commands().of(ServiceName.REGISTRY).toString()).contains("TieredStopAtLevel=1");
    }

    @Test
    void whereLargeFilesAreHashedDigestsAreCompiledAsSoonAsEver() throws Exception {
        for (String hashing :
                List.of(
                        commands().of(ServiceName.OBJECT_STORE).toString(),
                        commands().of(ServiceName.STORE).toString(),
                        replicaCommand().values().toString())) {
            assertThat(hashing).contains("CompileThresholdScaling,sun.security.provider.*::*,0.1");
        }
    }

    @Test
    void aStartUsesTheCachesThatAreThereAndGoesOnWithoutTheOthers() throws Exception {
        Path caches = Files.createDirectory(folder.resolve("caches"));
        Files.createFile(caches.resolve("gateway.aot"));
        ServiceCommands commands =
                commands(new PortPlan(18_080), false, StartCaches.usedFrom(caches));
        assertThat(commands.of(ServiceName.GATEWAY).command())
                .contains("-XX:AOTCache=" + caches.resolve("gateway.aot"), "-XX:AOTMode=auto");
        assertThat(commands.of(ServiceName.STORE).toString()).doesNotContain("AOT");
        assertThat(commands().of(ServiceName.GATEWAY).toString()).doesNotContain("AOT");
    }

    @Test
    void whatIsRecordedIsTheCommandThatIsUsedLater() throws Exception {
        StartCaches caches = StartCaches.recordedInto(folder);
        List<String> recorded =
                new ArrayList<>(
                        commands(new PortPlan(18_080), false, caches)
                                .of(ServiceName.REGISTRY)
                                .command());
        assertThat(caches.recordings()).as("nothing was written down yet").isEmpty();
        Files.createFile(folder.resolve("registry.aotconf"));
        assertThat(caches.recordings()).hasSize(1);
        List<String> creation = caches.recordings().getFirst().creation();
        assertThat(creation)
                .contains("-XX:AOTMode=create", "-XX:AOTCache=" + folder.resolve("registry.aot"))
                .containsSubsequence("-jar", "/home/registry-service/service.jar");
        recorded.removeIf(word -> word.startsWith("-XX:AOT"));
        assertThat(recorded)
                .containsExactlyElementsOf(commands().of(ServiceName.REGISTRY).command());
    }

    @Test
    void heapsAreSmallAtFirstAndKeepTheirMost() throws Exception {
        assertThat(commands().of(ServiceName.STORE).command())
                .contains("-Xms24m", "-Xmn16m", "-Xmx192m");
        assertThat(replicaCommand().values().toString()).contains("-Xmx384m");
        assertThatIllegalArgumentException().isThrownBy(() -> new Heap(16, 16));
    }

    @Test
    void eachProcessHearsWhatItReadsOfWhatWasGiven() throws Exception {
        given = Map.of("SLIPWAY_HOLD_COUNT", "5", "SLIPWAY_CACHE_MAX_BYTES", "7");
        assertThat(commands().of(ServiceName.GATEWAY).environment())
                .containsEntry("SLIPWAY_HOLD_COUNT", "5")
                .doesNotContainKey("SLIPWAY_CACHE_MAX_BYTES");
        assertThat(replicaCommand())
                .containsEntry("env.SLIPWAY_CACHE_MAX_BYTES", "7")
                .doesNotContainKey("env.SLIPWAY_HOLD_COUNT");
    }

    private Properties replicaCommand() throws IOException {
        commands().writeReplicaCommand();
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve("conf/replica.properties"))) {
            properties.load(in);
        }
        return properties;
    }

    private ServiceCommands commands() throws IOException {
        return commands(new PortPlan(18_080), false);
    }

    private ServiceCommands commands(PortPlan ports, boolean failpoints) throws IOException {
        return commands(ports, failpoints, StartCaches.none());
    }

    private ServiceCommands commands(PortPlan ports, boolean failpoints, StartCaches caches)
            throws IOException {
        Map<String, ServiceJar> jars = new java.util.HashMap<>();
        for (String module :
                List.of(
                        "registry-service",
                        "model-store-service",
                        "gateway-service",
                        "autoscaler-service",
                        "inference-service")) {
            jars.put(module, new ServiceJar(Path.of("/home", module, "service.jar")));
        }
        return new ServiceCommands(
                new PlatformSettings(
                        new DataDirectory(folder),
                        Path.of("/home"),
                        18_080,
                        18_081,
                        0,
                        0,
                        failpoints),
                secrets(),
                new ProcessIdentity(7, 8),
                ports,
                new ServiceJars(jars),
                new ServiceCommands.Mains("local.jar", "a.Store"),
                caches,
                new GivenVariables(given));
    }

    private PlatformSecrets secrets() throws IOException {
        DataDirectory directory = new DataDirectory(folder);
        directory.create();
        return PlatformSecrets.loadOrCreate(directory, new SecureRandom());
    }
}

package dev.slipway.store;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.store.server.ListeningPorts;
import dev.slipway.store.sweep.Sweeper;
import dev.slipway.store.upload.UploadIntake;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole service once for all tests: real PostgreSQL, real S3, a registry over real HTTP. */
final class StorePlatform {
    static final long MAX_BYTES = 40L << 20;
    static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    static final ServiceTokens TOKENS =
            new ServiceTokens(
                    new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), InstantSource.system()),
                    new TokenVerifier(KEYS.publicKey(), InstantSource.system()));
    static final CallerSeal SEAL = new CallerSeal(TOKENS, InstantSource.system());
    static final Caller OPERATOR =
            new Caller("key:operator", "tenant-1", List.of(new Grant("*", Action.DEPLOY)));

    /** No sweep but those that a test asks for. */
    private static final String SWEEP_PERIOD = "1d";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final StorePlatform SHARED = start();

    final Path dataDir;
    final EmbeddedPostgres postgres;
    final ObjectServer objects;
    final FakeRegistry registry;
    final ConfigurableApplicationContext context;
    final int port;
    final int internalPort;
    final int managementPort;

    private StorePlatform(
            Path dataDir,
            EmbeddedPostgres postgres,
            ObjectServer objects,
            FakeRegistry registry,
            ConfigurableApplicationContext context) {
        this.dataDir = dataDir;
        this.postgres = postgres;
        this.objects = objects;
        this.registry = registry;
        this.context = context;
        ListeningPorts ports = context.getBean(ListeningPorts.class);
        this.port = ports.main();
        this.internalPort = ports.internal();
        this.managementPort = ports.management();
    }

    /** The platform as a test finds it: all is well, nothing is under way, nothing is left over. */
    static StorePlatform settled() {
        SHARED.settle();
        return SHARED;
    }

    static StorePlatform shared() {
        return SHARED;
    }

    /**
     * What an earlier test left goes now, and not in the middle of the next one: an upload whose
     * client left ends by itself only some time later.
     */
    private void settle() {
        registry.mode = FakeRegistry.Mode.WELL;
        UploadIntake intake = context.getBean(UploadIntake.class);
        Awaitility.await().atMost(PATIENCE).until(() -> intake.underWay() == 0);
        letTimePass();
        try {
            sweep();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static StorePlatform start() {
        try {
            Path dataDir = Files.createTempDirectory("store-test");
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            ObjectServer objects =
                    new ObjectServer(Files.createDirectory(dataDir.resolve("objects")));
            FakeRegistry registry = new FakeRegistry(TOKENS);
            ConfigurableApplicationContext context =
                    new SpringApplication(StoreApplication.class)
                            .run(options(dataDir, postgres, objects, registry));
            return new StorePlatform(dataDir, postgres, objects, registry, context);
        } catch (Exception failed) {
            throw new IllegalStateException("the platform of the tests did not start", failed);
        }
    }

    /** What a store on these servers is started with. */
    private static String[] options(
            Path dataDir, EmbeddedPostgres postgres, ObjectServer objects, FakeRegistry registry) {
        return new String[] {
            "--SLIPWAY_DATA_DIR=" + dataDir,
            "--SLIPWAY_PORT=0",
            "--SLIPWAY_INTERNAL_PORT=0",
            "--SLIPWAY_MANAGEMENT_PORT=0",
            "--SLIPWAY_VERIFY_KEY=" + KEYS.publicKey(),
            "--SLIPWAY_ENROLMENT_SECRET=" + FakeRegistry.ENROLMENT_SECRET,
            "--SLIPWAY_DB_URL=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--SLIPWAY_DB_USER=postgres",
            "--SLIPWAY_DB_PASSWORD=postgres",
            "--SLIPWAY_S3_ENDPOINT=" + objects.endpoint(),
            "--SLIPWAY_S3_ACCESS_KEY=" + ObjectServer.ACCESS_KEY,
            "--SLIPWAY_S3_SECRET_KEY=" + ObjectServer.SECRET_KEY,
            "--SLIPWAY_REGISTRY_URL=" + registry.url(),
            "--slipway.s3.part-bytes=5242880",
            "--slipway.upload.max-bytes=" + MAX_BYTES,
            "--slipway.upload.max-files=20",
            "--slipway.sweep.period=" + SWEEP_PERIOD,
            "--slipway.registry.read-timeout=1s"
        };
    }

    /** Options of a second store beside this one, on the same servers. */
    List<String> optionsBeside(Path otherDataDir) {
        return List.of(options(otherDataDir, postgres, objects, registry));
    }

    StoreClient client() {
        return clientOf(port, internalPort);
    }

    /** A client of a store that trusts the same registry. */
    StoreClient clientOf(int main, int internal) {
        return new StoreClient(
                main,
                internal,
                TOKENS.mint(Role.GATEWAY, Role.STORE),
                TOKENS.mint(Role.REPLICA, Role.STORE),
                SEAL.seal(OPERATOR));
    }

    JdbcClient database() {
        return context.getBean(JdbcClient.class);
    }

    long rows(String table) {
        return database().sql("select count(*) from store." + table).query(Long.class).single();
    }

    /** Makes every upload look as if it had been silent for long. */
    void letTimePass() {
        database().sql("update store.uploads set active_at = now() - interval '2 hours'").update();
    }

    /** Nobody can connect, and whoever was connected is cut off. */
    void closeDatabase() {
        JdbcClient other = elsewhere();
        other.sql("alter database postgres with allow_connections false").update();
        other.sql(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'postgres'")
                .query()
                .listOfRows();
    }

    /** Returns when the service's pool has let go of the connections that were cut off. */
    void openDatabase() {
        elsewhere().sql("alter database postgres with allow_connections true").update();
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> rows("uploads") >= 0);
    }

    private JdbcClient elsewhere() {
        return JdbcClient.create(postgres.getTemplateDatabase());
    }

    void sweep() throws IOException {
        context.getBean(Sweeper.class).sweep();
    }

    /** What is kept, in one comparable value. */
    Kept kept() throws IOException {
        return new Kept(
                rows("uploads"),
                rows("objects"),
                rows("artefacts"),
                rows("artefact_uses"),
                objects.files());
    }

    record Kept(long uploads, long objects, long artefacts, long uses, long files) {}
}

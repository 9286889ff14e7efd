package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as a gateway gets them. */
class DocumentsTest {
    @Test
    void aWatchIsAnsweredWhenSomethingChanges()
            throws ExecutionException, InterruptedException, TimeoutException {
        try (RunningRegistry registry = RunningRegistry.start(TestDatabase.fresh());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            PlayedGateway gateway = new PlayedGateway(registry);
            gateway.catchUp();
            DocumentNumber before = gateway.applied;
            Future<Boolean> watch = threads.submit(() -> gateway.watch(10_000));
            Awaitility.await().until(() -> registry.shelf().waiting() > 0);
            registry.register("digits");
            assertThat(watch.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.applied)
                    .isEqualTo(new DocumentNumber(before.epoch(), before.number() + 1));
            RoutedModel model = gateway.catchUp().models().getFirst();
            assertThat(model.name()).isEqualTo("digits");
            assertThat(model.latestVersion()).isEqualTo(1);
            assertThat(model.defaultTimeoutMs()).isEqualTo(60_000);
            assertThat(model.versions()).isEmpty();
        }
    }

    @Test
    void anUnchangedDocumentIsNoContentAfterTheWait() {
        try (RunningRegistry registry = RunningRegistry.start(TestDatabase.fresh())) {
            PlayedGateway gateway = new PlayedGateway(registry);
            gateway.catchUp();
            assertThat(gateway.ask("routing", gateway.applied, 20).statusCode()).isEqualTo(204);
            DocumentNumber other = new DocumentNumber(1, 99);
            assertThat(gateway.ask("routing", other, 10_000).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRestartServesTheSameDocumentUnderTheSameNumber() {
        String database = TestDatabase.fresh();
        String before;
        try (RunningRegistry registry = RunningRegistry.start(database)) {
            registry.register("digits");
            PlayedReplica replica = new PlayedReplica(registry);
            registry.admin("POST", "/models/digits/rollouts", "{\"version\":1}");
            replica.obey();
            PlayedGateway gateway = new PlayedGateway(registry);
            Awaitility.await().until(() -> gateway.traffic("digits").containsKey(1));
            before = gateway.ask("routing", DocumentNumber.NONE, 0).body();
        }
        try (RunningRegistry registry = RunningRegistry.start(database)) {
            HttpResponse<String> after =
                    new PlayedGateway(registry).ask("routing", DocumentNumber.NONE, 0);
            assertThat(after.body()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"routing", "access"})
    void aGatewayThatIsAheadOfARestoredDatabaseRaisesTheEpoch(String kind) {
        String database = TestDatabase.fresh();
        try (RunningRegistry registry = RunningRegistry.start(database)) {
            PlayedGateway gateway = new PlayedGateway(registry);
            DocumentNumber now = number(gateway.ask(kind, DocumentNumber.NONE, 0));
            DocumentNumber ahead = new DocumentNumber(now.epoch(), now.number() + 30);
            DocumentNumber next = number(gateway.ask(kind, ahead, 10_000));
            assertThat(next.epoch()).isGreaterThan(now.epoch());
            assertThat(next.isAtLeast(ahead)).as("a gateway takes it").isTrue();
            assertThat(gateway.ask(kind, next, 20).statusCode()).as("and stays").isEqualTo(204);
            PlayedGateway second = new PlayedGateway(registry);
            assertThat(number(second.ask(kind, ahead, 0))).as("raised once").isEqualTo(next);
            DocumentNumber future = new DocumentNumber(next.epoch() + 3_600_000, 1);
            assertThat(number(second.ask(kind, future, 0)).epoch()).isGreaterThan(future.epoch());
        }
    }

    private static DocumentNumber number(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return RunningRegistry.JSON.treeToValue(
                RunningRegistry.JSON.readTree(answer.body()).get("version"), DocumentNumber.class);
    }

    @Test
    void keysOfTheBootstrapFileAreInTheAccessDocumentOnce(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(
                file,
                """
                [{"prefix":"abcd1234","hash":"%s","label":"admin","principal":"root",
                  "grants":[{"model":"*","action":"admin"},{"model":"d*","action":"infer"}]}]
                """
                        .formatted("0f".repeat(32)));
        String database = TestDatabase.fresh();
        String setting = "--slipway.access.bootstrap-keys=" + file;
        AccessDocument first;
        try (RunningRegistry registry = RunningRegistry.start(database, setting)) {
            first = access(registry);
            assertThat(first.keys()).hasSize(1);
            assertThat(first.keys().getFirst().grants()).hasSize(2);
            assertThat(first.keys().getFirst().tenantId()).isEqualTo("default");
        }
        try (RunningRegistry registry = RunningRegistry.start(database, setting)) {
            assertThat(access(registry)).isEqualTo(first);
        }
    }

    private static AccessDocument access(RunningRegistry registry) {
        return RunningRegistry.read(
                new PlayedGateway(registry).ask("access", DocumentNumber.NONE, 0),
                AccessDocument.class);
    }

    @Test
    void theRowsAreAsTheEntitiesSay() {
        try (RunningRegistry registry =
                RunningRegistry.start(
                        TestDatabase.fresh(), "--spring.jpa.hibernate.ddl-auto=validate")) {
            assertThat(registry.register("digits").version()).isEqualTo(1);
        }
    }
}

package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an assignment to the goodbye. */
class LifeTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;
    private static final String FOR_EVER =
            """
            {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[1000000000]}]}\
            """;

    @TempDir Path cache;

    private TestReplica replica(String... settings) throws IOException {
        Map<String, String> all = new HashMap<>();
        all.put("slipway.artefact.first-retry", "20ms");
        all.put("slipway.artefact.last-retry", "50ms");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TestReplica(cache, all);
    }

    @Test
    void heartbeatsSayWhoAndWhatAndAreNumbered() throws Exception {
        try (TestReplica replica = replica()) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            await(() -> replica.registry.hasHeard(ReplicaState.READY));
            List<Heartbeat> heard = replica.registry.heard();
            assertThat(heard.getFirst().state()).isEqualTo(ReplicaState.STARTING);
            Heartbeat last = heard.getLast();
            assertThat(last.instance()).isEqualTo(replica.instance);
            assertThat(last.pool()).isEqualTo("default");
            assertThat(last.address()).isEqualTo("127.0.0.1:" + replica.port);
            assertThat(last.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(last.queueLimit()).isEqualTo(256);
            assertThat(heard.stream().map(Heartbeat::sequence).toList())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aWithdrawnVersionServesUntilItWasQuietForLongEnough() throws Exception {
        try (TestReplica replica = replica("slipway.model.quiet", "300ms")) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.serve("slow", 1, TestModels.slow());
            replica.registry.withdraw("add", 1);
            replica.registry.withdraw("slow", 1);
            CompletableFuture<HttpResponse<String>> running =
                    replica.sendAsync(
                            replica.request("/v2/models/slow/infer", "slow", 1)
                                    .header(Headers.REQUEST_TIMEOUT_MS, "1500")
                                    .POST(
                                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                                    FOR_EVER))
                                    .build());
            assertThat(replica.infer("add", 1, ADD).statusCode()).isEqualTo(200);
            await(() -> replica.registry.lastWord("add", 1).isEmpty());
            // The other one is in use: it is not unloaded underneath its request.
            assertThat(replica.registry.isReady("slow", 1)).isTrue();
            assertThat(replica.infer("add", 1, ADD).statusCode()).isEqualTo(421);
            assertThat(running.get().statusCode()).isEqualTo(504);
            await(() -> replica.registry.lastWord("slow", 1).isEmpty());
        }
    }

    @Test
    void aVersionThatIsAssignedAgainInTimeStays() throws Exception {
        try (TestReplica replica = replica("slipway.model.quiet", "400ms")) {
            TestPackage add = TestModels.addConstant(1, 1);
            replica.serve("add", 1, add);
            int fetched = replica.store.requests();
            replica.registry.withdraw("add", 1);
            int heard = replica.registry.heard().size();
            await(() -> replica.registry.heard().size() > heard + 1);
            replica.registry.assign("add", 1, add.seal());
            int again = replica.registry.heard().size();
            await(() -> replica.registry.heard().size() > again + 6);
            assertThat(replica.registry.isReady("add", 1)).isTrue();
            assertThat(replica.store.requests()).isEqualTo(fetched);
        }
    }

    @Test
    void withoutTheRegistryItWaitsAtFirstAndLaterServesOn() throws Exception {
        try (TestReplica replica = replica()) {
            replica.registry.away(true);
            TestPackage add = TestModels.addConstant(1, 1);
            replica.store.put(add);
            replica.registry.assign("add", 1, add.seal());
            replica.registry.away(false);
            await(() -> replica.registry.isReady("add", 1));
            replica.registry.away(true);
            int heard = replica.registry.heard().size();
            assertThat(replica.infer("add", 1, ADD).statusCode()).isEqualTo(200);
            assertThat(replica.health("/readyz")).isEqualTo(200);
            replica.registry.away(false);
            await(() -> replica.registry.heard().size() > heard);
            assertThat(replica.registry.isReady("add", 1)).isTrue();
        }
    }

    @Test
    void untilWhatIsAssignedIsReadyItLivesAndIsNotReady() throws Exception {
        try (TestReplica replica = replica()) {
            TestPackage add = TestModels.addConstant(1, 1);
            replica.store.put(add);
            replica.store.away(true);
            replica.registry.assign("add", 1, add.seal());
            await(() -> replica.health("/readyz") == 503);
            assertThat(replica.health("/livez")).isEqualTo(200);
            assertThat(replica.management("/actuator/health")).isEqualTo(503);
            assertThat(replica.management("/actuator/health/readiness")).isEqualTo(503);
            assertThat(replica.management("/actuator/health/liveness")).isEqualTo(200);
            replica.store.away(false);
            await(() -> replica.health("/readyz") == 200);
            assertThat(replica.management("/actuator/health")).isEqualTo(200);
        }
    }

    @Test
    void theStoreMayBeAwayAndItsStreamsMayBreak() throws Exception {
        try (TestReplica replica = replica()) {
            TestPackage slow = TestModels.slow();
            replica.store.away(true);
            replica.store.put(slow);
            replica.registry.assign("slow", 1, slow.seal());
            await(() -> replica.store.requests() > 2);
            assertThat(replica.registry.lastWord("slow", 1)).isEqualTo("FETCHING");
            replica.store.breakOff(3);
            replica.store.away(false);
            await(() -> replica.registry.isReady("slow", 1));
            assertThat(replica.store.resumed()).isEqualTo(3);
        }
        try (TestReplica second = replica()) {
            TestPackage slow = TestModels.slow();
            second.store.away(true);
            second.registry.assign("slow", 1, slow.seal());
            // The cache of the first one serves the second without the store.
            await(() -> second.registry.isReady("slow", 1));
        }
    }

    @Test
    void aFileThatRottedInTheCacheIsFetchedAnew() throws Exception {
        TestPackage add = TestModels.addConstant(1, 1);
        try (TestReplica replica = replica()) {
            replica.serve("add", 1, add);
        }
        String model = add.manifest().files().getFirst().sha256();
        Files.write(cache.resolve("sha256").resolve(model), new byte[] {1, 2, 3});
        try (TestReplica replica = replica()) {
            replica.serve("add", 1, add);
            assertThat(replica.infer("add", 1, ADD).body()).contains("[2.0,3.5]");
            assertThat(replica.store.requests()).isEqualTo(1);
        }
    }

    @Test
    void bytesThatDoNotFitTheirDigestNeverBecomeReady() throws Exception {
        try (TestReplica replica = replica()) {
            TestPackage add = TestModels.addConstant(1, 1);
            TestPackage other = TestModels.addConstant(2, 1);
            replica.store.put(add);
            String model = add.manifest().files().getFirst().sha256();
            byte[] wrong = other.byDigest().values().iterator().next();
            replica.store.putArtefact(model, wrong);
            replica.registry.assign("add", 1, add.seal());
            await(() -> replica.store.requests() > 3);
            assertThat(replica.registry.lastWord("add", 1)).isEqualTo("FETCHING");
            replica.store.put(add);
            await(() -> replica.registry.isReady("add", 1));
            try (Stream<Path> halves = Files.list(cache.resolve("halves"))) {
                assertThat(halves).isEmpty();
            }
        }
    }

    @Test
    void aVersionThatCannotBeLoadedSaysWhyAndNothingInternal() throws Exception {
        try (TestReplica replica = replica()) {
            TestPackage broken =
                    TestPackage.of(
                            TestModels.slow().manifest().signature(),
                            "no graph".getBytes(StandardCharsets.UTF_8));
            replica.store.put(broken);
            replica.registry.assign("broken", 1, broken.seal());
            await(() -> replica.registry.lastWord("broken", 1).startsWith("FAILED: "));
            assertThat(replica.registry.lastWord("broken", 1))
                    .contains("ONNX Runtime cannot load")
                    .doesNotContain(cache.toString(), "Exception", "/");
            TestPackage other =
                    TestPackage.of(
                            TestModels.slow().manifest().signature(),
                            TestModels.addConstant(1, 1).byDigest().values().iterator().next());
            replica.store.put(other);
            replica.registry.assign("other", 1, other.seal());
            await(() -> replica.registry.lastWord("other", 1).contains("signature"));
            await(() -> replica.registry.hasHeard(ReplicaState.READY));
        }
    }

    @Test
    void aManifestThatLeavesItsPackageIsRefused() throws Exception {
        try (TestReplica replica = replica()) {
            byte[] manifest =
                    """
                    {"format":1,"model_file":"model.onnx","files":[{"path":"../evil","size":1,
                    "sha256":"%s"}],"signature":{"inputs":[],"outputs":[]},"task":null,
                    "max_batch_size":null}\
                    """
                            .formatted("a".repeat(64))
                            .getBytes(StandardCharsets.UTF_8);
            String seal = TestPackage.sha256(manifest);
            replica.store.putManifest(seal, manifest);
            replica.registry.assign("evil", 1, seal);
            await(() -> replica.registry.lastWord("evil", 1).startsWith("FAILED"));
            assertThat(replica.registry.lastWord("evil", 1)).contains("leaves its package");
        }
    }

    @Test
    void aDrainServesOnUntilGatewaysKnowThenRefusesThenEndsWhatRuns() throws Exception {
        try (TestReplica replica = replica("slipway.drain.applied", "20s")) {
            replica.serve("slow", 1, TestModels.slow());
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            CompletableFuture<HttpResponse<String>> running =
                    replica.sendAsync(
                            replica.request("/v2/models/slow/infer", "slow", 1)
                                    .header(Headers.REQUEST_TIMEOUT_MS, "1000")
                                    .POST(
                                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                                    FOR_EVER))
                                    .build());
            Thread drain =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    replica.context.getBean(Replica.class).drain();
                                } catch (InterruptedException cut) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            await(() -> replica.registry.hasHeard(ReplicaState.DRAINING));
            assertThat(replica.infer("add", 1, ADD).statusCode()).isEqualTo(200);
            assertThat(replica.health("/livez")).isEqualTo(200);
            assertThat(replica.health("/readyz")).isEqualTo(503);
            assertThat(replica.management("/actuator/health")).isEqualTo(503);
            replica.registry.drainApplied(true);
            await(() -> replica.infer("add", 1, ADD).statusCode() == 503);
            HttpResponse<String> refused = replica.infer("add", 1, ADD);
            assertThat(refused.headers().firstValue(Headers.ERROR)).contains("draining");
            assertThat(running.get().statusCode()).isEqualTo(504);
            drain.join();
            assertThat(replica.registry.heard().getLast().state()).isEqualTo(ReplicaState.GONE);
        }
    }
}

package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.FakeRegistry.Mode;
import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.StoreClient.Parts;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageTest {
    /** One for all tests: bytes that an earlier test uploaded are not fresh. */
    private static final Random RANDOM = new Random(7);

    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();

    private Parts fresh() {
        return StoreClient.parts()
                .file("model.onnx", OnnxBytes.adder(RANDOM.nextFloat(), RANDOM.nextFloat()));
    }

    @AfterEach
    void allIsWellAgain() {
        platform.registry.mode = Mode.WELL;
    }

    @Test
    void withoutTheRegistryAnUploadIs503AndNothingStays() throws Exception {
        StorePlatform.Kept before = platform.kept();
        platform.registry.stop();
        try {
            Answer answer = client.upload("m", fresh());
            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("service_unavailable");
            assertThat(answer.headers()).containsKey("retry-after");
        } finally {
            platform.registry.start();
        }
        assertThat(platform.kept()).isEqualTo(before);
        assertThat(client.upload("m", fresh()).status()).isEqualTo(201);
    }

    @Test
    void whatTheRegistryRefusesIsToldAndNothingStays() throws Exception {
        StorePlatform.Kept before = platform.kept();
        platform.registry.mode = Mode.REJECTS;
        Answer answer = client.upload("m", fresh());
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("conflict");
        assertThat(answer.detail()).isEqualTo("the model is being deleted");
        assertThat(platform.kept()).isEqualTo(before);
    }

    @Test
    void aRegistrationThatFailedIsSweptOnceTheRegistrySaysSo() throws Exception {
        StorePlatform.Kept before = platform.kept();
        platform.registry.mode = Mode.FAILS_BEFORE;
        assertThat(client.upload("m", fresh()).status()).isEqualTo(503);
        platform.registry.mode = Mode.WELL;
        assertThat(platform.kept().uploads()).isEqualTo(before.uploads() + 1);

        platform.sweep();
        assertThat(platform.kept().uploads()).as("too early").isEqualTo(before.uploads() + 1);

        platform.letTimePass();
        platform.registry.stop();
        platform.sweep();
        platform.registry.start();
        assertThat(platform.kept().uploads()).as("nobody to ask").isEqualTo(before.uploads() + 1);

        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
    }

    @Test
    void aRegistrationWhoseAnswerWasLostKeepsItsBytes() throws Exception {
        platform.registry.mode = Mode.FAILS_AFTER;
        byte[] model = OnnxBytes.adder(RANDOM.nextFloat(), 9);
        Answer lost = client.upload("m", StoreClient.parts().file("model.onnx", model));
        assertThat(lost.status()).isEqualTo(503);
        platform.registry.mode = Mode.WELL;
        StorePlatform.Kept before = platform.kept();
        platform.letTimePass();
        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
        assertThat(client.internal("/internal/v1/artefacts/" + UploadTest.sha256(model)).status())
                .isEqualTo(200);
        assertThat(
                        platform.database()
                                .sql(
                                        "select count(*) from store.uploads"
                                                + " where state = 'registering'")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void withoutTheObjectStoreUploadsAndReadsAre503UntilItIsBack() throws Exception {
        byte[] model = OnnxBytes.adder(RANDOM.nextFloat(), 11);
        assertThat(client.upload("m", StoreClient.parts().file("model.onnx", model)).status())
                .isEqualTo(201);
        String path = "/internal/v1/artefacts/" + UploadTest.sha256(model);
        StorePlatform.Kept before = platform.kept();
        platform.objects.stop();
        try {
            Answer upload = client.upload("m", fresh());
            assertThat(upload.status()).as(upload.text()).isEqualTo(503);
            assertThat(upload.code()).isEqualTo("storage_unavailable");
            Answer read = client.internal(path);
            assertThat(read.status()).isEqualTo(503);
            assertThat(read.code()).isEqualTo("storage_unavailable");
            assertThat(read.headers().get("content-type")).isEqualTo("application/json");
            assertThat(health("readiness").status()).isEqualTo(503);
            assertThat(health("liveness").status()).as("nothing to restart").isEqualTo(200);
        } finally {
            platform.objects.start();
        }
        assertThat(client.internal(path).body()).isEqualTo(model);
        assertThat(client.upload("m", fresh()).status()).isEqualTo(201);
        assertThat(health("readiness").status()).isEqualTo(200);
        platform.sweep();
        assertThat(platform.kept().objects()).isEqualTo(before.objects() + 2);
    }

    @Test
    void withoutTheDatabaseUploadsAndReadsAre503UntilItIsBack() throws Exception {
        StorePlatform.Kept before = platform.kept();
        platform.closeDatabase();
        try {
            Answer upload = client.upload("m", fresh());
            assertThat(upload.status()).as(upload.text()).isEqualTo(503);
            assertThat(upload.code()).isEqualTo("service_unavailable");
            Answer read = client.internal("/internal/v1/artefacts/" + "ab".repeat(32));
            assertThat(read.status()).isEqualTo(503);
            assertThat(read.code()).isEqualTo("service_unavailable");
            assertThat(health("readiness").status()).isEqualTo(503);
            assertThat(health("liveness").status()).as("nothing to restart").isEqualTo(200);
        } finally {
            platform.openDatabase();
        }
        assertThat(platform.kept()).isEqualTo(before);
        assertThat(client.upload("m", fresh()).status()).isEqualTo(201);
    }

    private Answer health(String kind) throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + platform.managementPort
                                                + "/actuator/health/"
                                                + kind))
                        .build());
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        StorePlatform.Kept before = platform.kept();
        byte[] body = StoreClient.parts().file("model.onnx", new byte[12 << 20]).body();
        try (Socket _ = client.beginUpload(body, 8 << 20)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> platform.kept().files() > before.files());
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(platform.kept()).isEqualTo(before));
        assertThat(platform.objects.unfinished()).isZero();
    }

    @Test
    void whatAKilledProcessLeftIsSwept() throws Exception {
        StorePlatform.Kept before = platform.kept();
        String id = "0190a0b0-0000-7000-8000-000000000001";
        platform.database()
                .sql(
                        "insert into store.uploads (id, tenant_id, principal, model, state)"
                                + " values (cast(:id as uuid), 't', 'p', 'm', 'receiving')")
                .param("id", id)
                .update();
        platform.database()
                .sql(
                        "insert into store.objects (object_key, tenant_id, upload_id)"
                                + " values ('uploads/left/1', 't', cast(:id as uuid))")
                .param("id", id)
                .update();
        platform.sweep();
        assertThat(platform.rows("uploads")).isEqualTo(before.uploads() + 1);
        platform.letTimePass();
        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
    }
}

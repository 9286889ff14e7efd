package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.StoreClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An upload that is sent again under its key is no second version. */
class RepeatedUploadTest {
    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();

    private Answer upload(String key, String model, byte[] bytes) throws Exception {
        return client.uploadOnce(key, model, StoreClient.parts().file("model.onnx", bytes));
    }

    @Test
    void theSameBytesAreTheFirstVersionAgainAndLeaveNothing() throws Exception {
        byte[] model = OnnxBytes.adder(61, 62);
        Answer first = upload("k-1", "again", model);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.headers()).doesNotContainKey("idempotent-replayed");
        StorePlatform.Kept once = platform.kept();

        Answer again = upload("k-1", "again", model);

        assertThat(again.status()).as(again.text()).isEqualTo(201);
        assertThat(again.headers()).containsEntry("idempotent-replayed", "true");
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.headers().get("location")).isEqualTo(first.headers().get("location"));
        assertThat(again.headers().get("x-slipway-document"))
                .isEqualTo(first.headers().get("x-slipway-document"));
        assertThat(platform.kept()).isEqualTo(once);
        platform.letTimePass();
        platform.sweep();
        String seal = first.json().path("manifest_sha256").asString();
        assertThat(client.internal("/internal/v1/manifests/" + seal).status()).isEqualTo(200);
    }

    @Test
    void otherBytesUnderTheSameKeyAreRefusedAndLeaveNothing() throws Exception {
        assertThat(upload("k-2", "mixed", OnnxBytes.adder(63, 64)).status()).isEqualTo(201);
        StorePlatform.Kept once = platform.kept();

        Answer other = upload("k-2", "mixed", OnnxBytes.adder(65, 66));

        assertThat(other.status()).as(other.text()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_mismatch");
        assertThat(platform.kept()).isEqualTo(once);
    }

    @Test
    void anUploadWhoseAnswerGotLostIsFoundByItsKey() throws Exception {
        byte[] model = OnnxBytes.adder(67, 68);
        platform.registry.mode = FakeRegistry.Mode.FAILS_AFTER;
        assertThat(upload("k-3", "lost", model).status()).isEqualTo(503);
        platform.registry.mode = FakeRegistry.Mode.WELL;

        Answer again = upload("k-3", "lost", model);

        assertThat(again.status()).as(again.text()).isEqualTo(201);
        assertThat(again.json().path("version").asInt()).isEqualTo(1);
        UUID first = UUID.fromString(again.json().path("upload_id").asString());
        assertThat(platform.registry.version(first).version()).isEqualTo(1);
        platform.letTimePass();
        platform.sweep();
        String seal = again.json().path("manifest_sha256").asString();
        assertThat(client.internal("/internal/v1/manifests/" + seal).status()).isEqualTo(200);
    }

    @Test
    void aKeyThatIsNoneIsRefusedBeforeAnythingIsTaken() throws Exception {
        StorePlatform.Kept before = platform.kept();
        Answer answer = upload("two words", "unkeyed", OnnxBytes.adder(69, 70));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.detail()).contains("Idempotency-Key");
        assertThat(platform.kept()).isEqualTo(before);
    }
}

package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.AdminApi.Reply;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An upload that is sent again under its key, through gateway, store and registry. */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
class RepeatedUploadTest {
    private static Reply upload(Platform platform, String key, byte[] onnx) throws Exception {
        AdminApi api =
                new AdminApi(
                        platform.url(),
                        Map.of(
                                "Authorization",
                                "Bearer " + platform.adminKey(),
                                Headers.IDEMPOTENCY_KEY,
                                key));
        return api.upload("repeated", Map.of("model.onnx", onnx));
    }

    @Test
    void theSameUploadUnderTheSameKeyIsOneVersionAndAnotherOneIsRefused(Platform platform)
            throws Exception {
        byte[] onnx = Models.line(2, 5);
        Reply first = upload(platform, "upload-1", onnx);
        Reply again = upload(platform, "upload-1", onnx);
        assertThat(again.expect(201)).isEqualTo(first.expect(201));
        assertThat(again.headers()).containsEntry("idempotent-replayed", "true");
        assertThat(first.headers()).doesNotContainKey("idempotent-replayed");

        upload(platform, "upload-1", Models.line(2, 6)).expect(422);
        int next = upload(platform, "upload-2", onnx).expect(201).get("version").asInt();
        assertThat(next).isEqualTo(first.body().get("version").asInt() + 1);
    }
}

package dev.slipway.registry;

import dev.slipway.contract.Headers;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.trust.Role;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A store that registers packages which it never got: each upload has a digest of its own. */
final class PlayedStore {
    private final RunningRegistry registry;

    PlayedStore(RunningRegistry registry) {
        this.registry = registry;
    }

    /** Registers for a request that has an id, or an empty one. */
    RegisteredVersion register(String requestId, String model, UUID upload) {
        ModelSignature signature =
                new ModelSignature(
                        List.of(
                                new TensorSpec(
                                        "x", "FP32", List.of(-1L, 4L), Arrays.asList("n", null))),
                        List.of());
        VersionRegistration registration =
                new VersionRegistration(
                        upload,
                        "default",
                        "ada",
                        sha256(upload),
                        100,
                        signature,
                        "feature-extraction",
                        null);
        return RunningRegistry.read(
                RunningRegistry.send(
                        registry.internalRequest(
                                        Role.STORE,
                                        "POST",
                                        "/internal/v1/models/" + model + "/versions",
                                        registration)
                                .header(Headers.REQUEST_ID, requestId)),
                RegisteredVersion.class);
    }

    /** The digest of what is in an upload. */
    static String sha256(UUID upload) {
        String hex = upload.toString().replace("-", "");
        return hex + hex;
    }
}

package dev.slipway.inference;

import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.artefact.ArtefactSettings;
import dev.slipway.inference.assignment.HeartbeatSettings;
import dev.slipway.inference.batching.BatchingSettings;
import dev.slipway.inference.cache.ResponseCacheSettings;
import dev.slipway.inference.drain.DrainSettings;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.memory.MemorySettings;
import dev.slipway.inference.model.UnloadSettings;
import dev.slipway.inference.serving.ServingSettings;
import dev.slipway.inference.tensor.BufferPoolSettings;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Every {@code slipway.*} key of this service; an unknown one fails the start. */
@ConfigurationProperties(prefix = "slipway", ignoreUnknownFields = false)
record InferenceSettings(
        Identity replica,
        Peers peers,
        HeartbeatSettings heartbeat,
        ArtefactSettings artefact,
        UnloadSettings model,
        EngineSettings engine,
        MemorySettings memory,
        AdmissionSettings admission,
        BatchingSettings batching,
        BufferPoolSettings bufferPool,
        ResponseCacheSettings responseCache,
        ServingSettings serving,
        DrainSettings drain) {

    /**
     * Who this replica is.
     *
     * @param advertiseAddress host:port as others reach it; null for what was bound
     */
    record Identity(UUID instance, String pool, @Nullable String advertiseAddress) {}

    /**
     * Whom it calls.
     *
     * @param enrolmentSecret with which replicas get their service tokens
     * @param verifyKey of service tokens: X.509 in base64; several with commas
     */
    record Peers(
            URI registryUrl,
            URI storeUrl,
            String enrolmentSecret,
            String verifyKey,
            Duration connectTimeout,
            Duration readTimeout) {
        @Override
        public String toString() {
            return "Peers[" + registryUrl + ", " + storeUrl + "]";
        }
    }
}

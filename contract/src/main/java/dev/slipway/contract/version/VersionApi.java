package dev.slipway.contract.version;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** What the store asks the registry. */
@HttpExchange("/internal/v1")
public interface VersionApi {
    /** Creates the model if absent and gives the version its number; the same upload, the same. */
    @PostExchange("/models/{model}/versions")
    RegisteredVersion register(
            @PathVariable("model") String model, @RequestBody VersionRegistration registration);

    /** Null (204) when no version came of this upload. */
    @GetExchange("/uploads/{uploadId}")
    @Nullable RegisteredVersion byUpload(@PathVariable("uploadId") UUID uploadId);

    /** Seals of every version that is not retired. */
    @GetExchange("/live-manifests")
    List<String> liveManifests();
}

package dev.slipway.store.registration.http;

import dev.slipway.contract.error.ErrorBody;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionApi;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.registration.VersionRegistry;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The registry over HTTP. A registration whose answer got lost is asked once more: the registry
 * answers the same upload with the same number.
 */
final class HttpVersionRegistry implements VersionRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVersionRegistry.class);
    private static final int TRIES = 2;

    private final VersionApi api;
    private final JsonMapper mapper;

    HttpVersionRegistry(VersionApi api, JsonMapper mapper) {
        this.api = api;
        this.mapper = mapper;
    }

    @Override
    public Registration register(String model, VersionRegistration registration) {
        Registration answer = new Registration.NotReached();
        boolean asked = false;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            answer = registerOnce(model, registration);
            switch (answer) {
                case Registration.Registered _, Registration.Rejected _ -> {
                    return answer;
                }
                case Registration.Unknown _ -> asked = true;
                case Registration.NotReached _ -> {}
            }
        }
        return asked ? new Registration.Unknown() : answer;
    }

    private Registration registerOnce(String model, VersionRegistration registration) {
        try {
            return new Registration.Registered(api.register(model, registration));
        } catch (RestClientResponseException error) {
            return refusalOf(error)
                    .<Registration>map(Registration.Rejected::new)
                    .orElseGet(Registration.Unknown::new);
        } catch (RestClientException away) {
            LOG.warn("the registry failed a registration upload={}", registration.uploadId(), away);
            return neverConnected(away)
                    ? new Registration.NotReached()
                    : new Registration.Unknown();
        }
    }

    @Override
    public Lookup byUpload(UUID uploadId) {
        try {
            RegisteredVersion version = api.byUpload(uploadId);
            return version == null ? new Lookup.Absent() : new Lookup.Found(version);
        } catch (RestClientException away) {
            LOG.debug("the registry did not say what came of an upload", away);
            return new Lookup.Unanswered();
        }
    }

    @Override
    public Liveness liveness() {
        try {
            List<String> manifests = api.liveManifests();
            return manifests == null
                    ? new Liveness.Untold()
                    : new Liveness.Listed(Set.copyOf(manifests));
        } catch (RestClientException away) {
            LOG.debug("the registry did not say which versions are live", away);
            return new Liveness.Untold();
        }
    }

    /** What a client can be told; empty for what is between the services alone. */
    private Optional<Refusal> refusalOf(RestClientResponseException error) {
        HttpStatusCode status = error.getStatusCode();
        LOG.warn("the registry refused a registration status={}", status.value());
        if (!status.is4xxClientError() || status.value() == 401 || status.value() == 429) {
            return Optional.empty();
        }
        try {
            ErrorBody body = mapper.readValue(error.getResponseBodyAsByteArray(), ErrorBody.class);
            return Arrays.stream(ErrorCode.values())
                    .filter(code -> code.wireName().equals(body.code()))
                    .findFirst()
                    .or(() -> Optional.of(ErrorCode.INVALID_REQUEST))
                    .map(code -> new Refusal(code, body.message()));
        } catch (JacksonException noErrorBody) {
            LOG.warn("the registry refused in an unknown form", noErrorBody);
            return Optional.empty();
        }
    }

    private static boolean neverConnected(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ConnectException || at instanceof HttpConnectTimeoutException) {
                return true;
            }
        }
        return false;
    }
}

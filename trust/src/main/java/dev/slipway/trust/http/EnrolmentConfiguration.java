package dev.slipway.trust.http;

import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.contract.token.TokenApi;
import dev.slipway.trust.Enrolment;
import dev.slipway.trust.EnrolmentFailedException;
import dev.slipway.trust.PurseKeeper;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Offers the registry's {@link TokenApi} as an enrolment. */
public final class EnrolmentConfiguration {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(2);

    private EnrolmentConfiguration() {}

    /**
     * One process's own tokens. The registry may come later: until then calls to others fail.
     *
     * @param registry its internal port
     * @param secret the role's own
     */
    public static Wallet wallet(
            Role role, String instance, String registry, String secret, PurseKeeper keeper) {
        return new Wallet(
                role,
                instance,
                at(registry, role, secret),
                keeper,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    private static Enrolment at(String registry, Role role, String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("SLIPWAY_ENROLMENT_SECRET is not set");
        }
        TokenApi api = api(registry);
        return (instance, callerKey) -> {
            EnrolmentReply reply;
            try {
                reply =
                        api.enrol(
                                new EnrolmentRequest(role.wireName(), secret, instance, callerKey));
            } catch (RestClientResponseException refused) {
                throw EnrolmentFailedException.refused(
                        "the registry answered " + refused.getStatusCode().value());
            } catch (RestClientException away) {
                throw failure(away.getMostSpecificCause());
            }
            if (reply == null || reply.tokens() == null) {
                throw EnrolmentFailedException.refused("the registry answered nothing");
            }
            return reply;
        };
    }

    /** What could not be read is not told: it may be a part of a token. */
    private static EnrolmentFailedException failure(Throwable cause) {
        return cause instanceof IOException
                ? EnrolmentFailedException.away("the registry is away: " + cause)
                : EnrolmentFailedException.refused(
                        "the registry's answer cannot be read, a "
                                + cause.getClass().getSimpleName());
    }

    private static TokenApi api(String registry) {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(CONNECT);
        requests.setReadTimeout(READ);
        JsonMapper json =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build();
        RestClient client =
                RestClient.builder()
                        .baseUrl(registry)
                        .requestFactory(requests)
                        .configureMessageConverters(converters ->
                                converters.withJsonConverter(
                                        new JacksonJsonHttpMessageConverter(json)))
                        .build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build()
                .createClient(TokenApi.class);
    }
}

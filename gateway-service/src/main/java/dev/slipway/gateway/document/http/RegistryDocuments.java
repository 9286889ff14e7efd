package dev.slipway.gateway.document.http;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentApi;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.UsedKeys;
import dev.slipway.gateway.access.KeyUseReporter;
import dev.slipway.gateway.document.DocumentSource;
import dev.slipway.gateway.document.Goodbye;
import dev.slipway.gateway.signals.GatewayIdentity;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.http.TokenInterceptor;
import java.net.http.HttpClient;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.json.JsonMapper;

/** The registry's {@link DocumentApi} as two sources, and what it is told. */
final class RegistryDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryDocuments.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = WAIT.plusSeconds(2);
    private static final Duration HURRIED_READ = Duration.ofSeconds(1);

    private final DocumentApi api;
    private final DocumentApi hurried;
    private final GatewayIdentity identity;

    public RegistryDocuments(
            String registryUrl, PeerToken token, GatewayIdentity identity, JsonMapper json) {
        this.identity = identity;
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .build();
        RestClient.Builder client =
                RestClient.builder()
                        .baseUrl(registryUrl)
                        .configureMessageConverters(converters ->
                                converters.withJsonConverter(
                                        new JacksonJsonHttpMessageConverter(json)));
        this.api = api(client, http, READ, new TokenInterceptor(token));
        this.hurried = api(client, http, HURRIED_READ, new TokenInterceptor(token, Duration.ZERO));
    }

    private static DocumentApi api(
            RestClient.Builder client, HttpClient http, Duration read, TokenInterceptor tokens) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(read);
        RestClient.Builder own = client.clone().requestFactory(requests).requestInterceptor(tokens);
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(own.build()))
                .build()
                .createClient(DocumentApi.class);
    }

    public DocumentSource<RoutingDocument> routing() {
        return applied ->
                api.routing(
                        identity.bootId(),
                        applied.epoch(),
                        applied.number(),
                        WAIT.toMillis(),
                        identity.signalAddress());
    }

    public DocumentSource<AccessDocument> access() {
        return applied ->
                api.access(identity.bootId(), applied.epoch(), applied.number(), WAIT.toMillis());
    }

    public KeyUseReporter.Registry keyUse() {
        return prefixes -> hurried.keysUsed(new UsedKeys(prefixes));
    }

    /** Whatever comes of it: a registry that does not hear it waits for the lease's end. */
    public Goodbye goodbye() {
        return () -> {
            try {
                hurried.goodbye(identity.bootId());
            } catch (RestClientException unheard) {
                LOG.debug("the registry did not hear the goodbye", unheard);
            }
        };
    }
}

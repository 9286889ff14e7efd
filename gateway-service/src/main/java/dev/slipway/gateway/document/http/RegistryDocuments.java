package dev.slipway.gateway.document.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentApi;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.document.DocumentSource;
import dev.slipway.gateway.document.Goodbye;
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

/** The registry's {@link DocumentApi} as two sources, and the goodbye to it. */
final class RegistryDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryDocuments.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = WAIT.plusSeconds(2);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final DocumentApi api;
    private final DocumentApi hurried;
    private final String bootId;

    public RegistryDocuments(
            String registryUrl, String serviceToken, String bootId, JsonMapper json) {
        this.bootId = bootId;
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .build();
        RestClient.Builder client =
                RestClient.builder()
                        .baseUrl(registryUrl)
                        .defaultHeader(Headers.SERVICE_TOKEN, serviceToken)
                        .configureMessageConverters(converters ->
                                converters.withJsonConverter(
                                        new JacksonJsonHttpMessageConverter(json)));
        this.api = api(client, http, READ);
        this.hurried = api(client, http, GOODBYE);
    }

    private static DocumentApi api(RestClient.Builder client, HttpClient http, Duration read) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(read);
        return HttpServiceProxyFactory.builderFor(
                        RestClientAdapter.create(client.requestFactory(requests).build()))
                .build()
                .createClient(DocumentApi.class);
    }

    public DocumentSource<RoutingDocument> routing() {
        return applied -> api.routing(bootId, applied.epoch(), applied.number(), WAIT.toMillis());
    }

    public DocumentSource<AccessDocument> access() {
        return applied -> api.access(bootId, applied.epoch(), applied.number(), WAIT.toMillis());
    }

    /** Whatever comes of it: a registry that does not hear it waits for the lease's end. */
    public Goodbye goodbye() {
        return () -> {
            try {
                hurried.goodbye(bootId);
            } catch (RestClientException unheard) {
                LOG.debug("the registry did not hear the goodbye", unheard);
            }
        };
    }
}

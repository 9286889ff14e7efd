package dev.slipway.gateway.document.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentApi;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.document.DocumentSource;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.json.JsonMapper;

/** The registry's {@link DocumentApi} as two sources. */
final class RegistryDocuments {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = WAIT.plusSeconds(2);

    private final DocumentApi api;
    private final String bootId;

    public RegistryDocuments(
            String registryUrl, String serviceToken, String bootId, JsonMapper json) {
        this.bootId = bootId;
        JdkClientHttpRequestFactory requests =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(CONNECT)
                                .build());
        requests.setReadTimeout(READ);
        RestClient client =
                RestClient.builder()
                        .baseUrl(registryUrl)
                        .requestFactory(requests)
                        .defaultHeader(Headers.SERVICE_TOKEN, serviceToken)
                        .configureMessageConverters(converters ->
                                converters.withJsonConverter(
                                        new JacksonJsonHttpMessageConverter(json)))
                        .build();
        this.api =
                HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                        .build()
                        .createClient(DocumentApi.class);
    }

    public DocumentSource<RoutingDocument> routing() {
        return applied -> api.routing(bootId, applied.epoch(), applied.number(), WAIT.toMillis());
    }

    public DocumentSource<AccessDocument> access() {
        return applied -> api.access(bootId, applied.epoch(), applied.number(), WAIT.toMillis());
    }
}

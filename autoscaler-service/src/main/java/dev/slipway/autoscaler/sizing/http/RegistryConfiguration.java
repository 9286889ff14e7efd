package dev.slipway.autoscaler.sizing.http;

import dev.slipway.autoscaler.signals.Gateways;
import dev.slipway.autoscaler.sizing.LivenessProbe;
import dev.slipway.autoscaler.sizing.Registry;
import dev.slipway.contract.Headers;
import dev.slipway.contract.pool.PoolApi;
import dev.slipway.contract.replica.ReplicaApi;
import dev.slipway.contract.signal.GatewayApi;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.ServiceTokens;
import java.net.http.HttpClient;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Makes the clients of the registry and of replicas. */
public final class RegistryConfiguration {
    /** Far more than the pools and replicas that a registry lists. */
    static final long MOST_ANSWER_BYTES = 8L << 20;

    private RegistryConfiguration() {}

    public static Registry registry(RegistrySettings settings) {
        HttpServiceProxyFactory factory =
                HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client(settings)))
                        .build();
        return new HttpRegistry(
                factory.createClient(PoolApi.class), factory.createClient(ReplicaApi.class));
    }

    public static Gateways gateways(RegistrySettings settings) {
        return new HttpGateways(
                HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client(settings)))
                        .build()
                        .createClient(GatewayApi.class));
    }

    public static LivenessProbe probe(RegistrySettings settings) {
        return new SocketLivenessProbe(settings.probeTimeout());
    }

    private static RestClient client(RegistrySettings settings) {
        ServiceTokens tokens = new ServiceTokens(ServiceSecret.ofHex(settings.serviceSecret()));
        JdkClientHttpRequestFactory requests =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(settings.connectTimeout())
                                .build());
        requests.setReadTimeout(settings.readTimeout());
        return RestClient.builder()
                .baseUrl(settings.url().toString())
                .requestFactory(requests)
                .configureMessageConverters(converters ->
                        converters.withJsonConverter(new JacksonJsonHttpMessageConverter(json())))
                .requestInterceptor((request, body, execution) -> {
                    request.getHeaders()
                            .set(
                                    Headers.SERVICE_TOKEN,
                                    tokens.mint(Role.AUTOSCALER, Role.REGISTRY));
                    return new BoundedAnswer(execution.execute(request, body), MOST_ANSWER_BYTES);
                })
                .build();
    }

    private static JsonMapper json() {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}

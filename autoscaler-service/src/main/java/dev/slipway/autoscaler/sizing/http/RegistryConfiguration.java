package dev.slipway.autoscaler.sizing.http;

import dev.slipway.autoscaler.signals.Gateways;
import dev.slipway.autoscaler.sizing.LivenessProbe;
import dev.slipway.autoscaler.sizing.Registry;
import dev.slipway.contract.pool.PoolApi;
import dev.slipway.contract.replica.ReplicaApi;
import dev.slipway.contract.signal.GatewayApi;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.PurseKeeper;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import dev.slipway.trust.http.EnrolmentConfiguration;
import dev.slipway.trust.http.TokenInterceptor;
import java.net.http.HttpClient;
import java.util.UUID;
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

    /** What makes clients of the registry's interfaces; all of them share its connections. */
    public static HttpServiceProxyFactory calls(RegistrySettings settings, PeerToken token) {
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client(settings, token)))
                .build();
    }

    public static Registry registry(HttpServiceProxyFactory calls) {
        return new HttpRegistry(
                calls.createClient(PoolApi.class), calls.createClient(ReplicaApi.class));
    }

    public static Gateways gateways(HttpServiceProxyFactory calls) {
        return new HttpGateways(calls.createClient(GatewayApi.class));
    }

    public static LivenessProbe probe(RegistrySettings settings) {
        return new SocketLivenessProbe(settings.probeTimeout());
    }

    /** This process's own tokens. */
    public static Wallet wallet(RegistrySettings settings) {
        return EnrolmentConfiguration.wallet(
                Role.AUTOSCALER,
                UUID.randomUUID().toString(),
                settings.url().toString(),
                settings.enrolmentSecret(),
                PurseKeeper.NONE);
    }

    private static RestClient client(RegistrySettings settings, PeerToken token) {
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
                .requestInterceptor(new TokenInterceptor(token))
                .requestInterceptor((request, body, execution) ->
                        new BoundedAnswer(execution.execute(request, body), MOST_ANSWER_BYTES))
                .build();
    }

    private static JsonMapper json() {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}

package dev.slipway.inference.assignment.http;

import dev.slipway.contract.replica.ReplicaApi;
import dev.slipway.inference.assignment.Registry;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.http.TokenInterceptor;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Offers the registry at its internal port. */
public final class RegistryHttpConfiguration {
    private RegistryHttpConfiguration() {}

    public static Registry registry(URI address, PeerToken token, Duration connect, Duration read) {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(connect);
        requests.setReadTimeout(read);
        JsonMapper mapper =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        // A setting of a newer registry must not cost the assignments.
                        .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
                        .build();
        RestClient client =
                RestClient.builder()
                        .baseUrl(address)
                        .requestFactory(requests)
                        .configureMessageConverters(converters ->
                                converters.withJsonConverter(
                                        new JacksonJsonHttpMessageConverter(mapper)))
                        .requestInterceptor(new TokenInterceptor(token))
                        .build();
        ReplicaApi api =
                HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                        .build()
                        .createClient(ReplicaApi.class);
        return new HttpRegistry(api);
    }
}

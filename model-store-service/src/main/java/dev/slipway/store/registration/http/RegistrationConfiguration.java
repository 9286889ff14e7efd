package dev.slipway.store.registration.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.version.VersionApi;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.telemetry.http.NextHop;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.net.http.HttpClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.json.JsonMapper;

/** The registry's internal port. */
@Configuration(proxyBeanMethods = false)
public class RegistrationConfiguration {
    @Bean
    VersionRegistry versionRegistry(
            RegistrySettings settings, ServiceTokens tokens, JsonMapper mapper) {
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.connectTimeout())
                        .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(settings.readTimeout());
        RestClient client =
                RestClient.builder()
                        .requestFactory(requests)
                        .baseUrl(settings.url())
                        .requestInitializer(request -> {
                            HttpHeaders headers = request.getHeaders();
                            headers.set(
                                    Headers.SERVICE_TOKEN, tokens.mint(Role.STORE, Role.REGISTRY));
                            NextHop.tell(headers::set);
                        })
                        .configureMessageConverters(converters ->
                                converters
                                        .registerDefaults()
                                        .withJsonConverter(
                                                new JacksonJsonHttpMessageConverter(mapper)))
                        .build();
        VersionApi api =
                HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                        .build()
                        .createClient(VersionApi.class);
        return new HttpVersionRegistry(api, mapper);
    }
}

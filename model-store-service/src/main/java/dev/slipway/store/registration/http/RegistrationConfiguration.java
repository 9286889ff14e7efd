package dev.slipway.store.registration.http;

import dev.slipway.contract.version.VersionApi;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.telemetry.http.NextHop;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import dev.slipway.trust.http.TokenInterceptor;
import java.net.http.HttpClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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
    VersionRegistry versionRegistry(RegistrySettings settings, Wallet wallet, JsonMapper mapper) {
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
                        .requestInterceptor(new TokenInterceptor(wallet.towards(Role.REGISTRY)))
                        .requestInitializer(request -> NextHop.tell(request.getHeaders()::set))
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

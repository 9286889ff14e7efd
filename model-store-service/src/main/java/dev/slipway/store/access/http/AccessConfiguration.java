package dev.slipway.store.access.http;

import dev.slipway.store.server.ListeningPorts;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.ServiceTokens;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Who may speak to which port, and on whose behalf. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {
    @Bean
    ServiceSecret serviceSecret(AccessSettings settings) {
        return ServiceSecret.ofHex(settings.serviceSecret());
    }

    @Bean
    ServiceTokens serviceTokens(ServiceSecret secret) {
        return new ServiceTokens(secret);
    }

    @Bean
    CallerSeal callerSeal(ServiceSecret secret) {
        return new CallerSeal(secret);
    }

    @Bean
    FilterRegistrationBean<PortFilter> portFilter(
            ListeningPorts ports,
            ServiceTokens tokens,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver refusals) {
        FilterRegistrationBean<PortFilter> registration =
                new FilterRegistrationBean<>(new PortFilter(ports::internal, tokens, refusals));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
        return registration;
    }
}

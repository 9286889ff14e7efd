package dev.slipway.store.access.http;

import dev.slipway.store.server.ListeningPorts;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Tracing;
import dev.slipway.telemetry.http.HopFilter;
import dev.slipway.telemetry.otel.OtlpTracing;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.ServiceTokens;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
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

    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        return OtlpTracing.start(
                "store",
                environment.getProperty("SLIPWAY_NAME", "store"),
                environment::getProperty);
    }

    /** Requests are told apart in log and traces before anything else looks at them. */
    @Bean
    FilterRegistrationBean<HopFilter> hopFilter(Tracing tracing) {
        FilterRegistrationBean<HopFilter> registration =
                new FilterRegistrationBean<>(
                        new HopFilter(new RequestLog(System::nanoTime), tracing));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
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

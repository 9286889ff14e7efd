package dev.slipway.store.access.http;

import dev.slipway.store.registration.http.RegistrySettings;
import dev.slipway.store.server.ListeningPorts;
import dev.slipway.telemetry.Tracing;
import dev.slipway.telemetry.http.HopFilter;
import dev.slipway.telemetry.http.HopRegistration;
import dev.slipway.telemetry.otel.OtlpTracing;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.PurseKeeper;
import dev.slipway.trust.Renewal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenVerifier;
import dev.slipway.trust.Wallet;
import dev.slipway.trust.http.EnrolmentConfiguration;
import java.time.InstantSource;
import java.util.UUID;
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
    Wallet wallet(AccessSettings settings, RegistrySettings registry) {
        return EnrolmentConfiguration.wallet(
                Role.STORE,
                UUID.randomUUID().toString(),
                registry.url().toString(),
                settings.enrolmentSecret(),
                PurseKeeper.NONE);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Renewal renewal(Wallet wallet) {
        return new Renewal(wallet);
    }

    @Bean
    ServiceTokens serviceTokens(Wallet wallet, AccessSettings settings) {
        return new ServiceTokens(
                wallet, new TokenVerifier(settings.verifyKey(), InstantSource.system()));
    }

    @Bean
    CallerSeal callerSeal(ServiceTokens tokens) {
        return new CallerSeal(tokens, InstantSource.system());
    }

    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        return OtlpTracing.start("store", environment::getProperty);
    }

    /** Requests are told apart in log and traces before anything else looks at them. */
    @Bean
    FilterRegistrationBean<HopFilter> hopFilter(Tracing tracing) {
        return HopRegistration.first(tracing);
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

package dev.slipway.autoscaler.http;

import dev.slipway.telemetry.Tracing;
import dev.slipway.telemetry.http.HopFilter;
import dev.slipway.telemetry.http.HopRegistration;
import dev.slipway.telemetry.otel.OtlpTracing;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Admin calls are told apart in log and traces before anything else looks at them. */
@Configuration(proxyBeanMethods = false)
class HopConfiguration {
    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        return OtlpTracing.start("autoscaler", environment::getProperty);
    }

    @Bean
    FilterRegistrationBean<HopFilter> hopFilter(Tracing tracing) {
        return HopRegistration.first(tracing);
    }
}

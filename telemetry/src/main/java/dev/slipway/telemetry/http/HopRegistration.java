package dev.slipway.telemetry.http;

import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Tracing;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/** How a service in a servlet container takes the filter. */
public final class HopRegistration {
    private HopRegistration() {}

    /** Requests are told apart in log and traces before anything else looks at them. */
    public static FilterRegistrationBean<HopFilter> first(Tracing tracing) {
        FilterRegistrationBean<HopFilter> registration =
                new FilterRegistrationBean<>(
                        new HopFilter(new RequestLog(System::nanoTime), tracing));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}

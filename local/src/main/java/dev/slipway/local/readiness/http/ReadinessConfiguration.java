package dev.slipway.local.readiness.http;

import dev.slipway.local.readiness.Readiness;
import dev.slipway.local.services.ServiceName;
import java.util.function.ToIntFunction;

/** Readiness as the services answer it over HTTP. */
public final class ReadinessConfiguration {
    private ReadinessConfiguration() {}

    /** Asks under the management port that a service was told. */
    public static Readiness readiness(ToIntFunction<ServiceName> managementPort) {
        return new HttpReadiness(managementPort);
    }
}

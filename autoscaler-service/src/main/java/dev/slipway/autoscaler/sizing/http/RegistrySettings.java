package dev.slipway.autoscaler.sizing.http;

import java.net.URI;
import java.time.Duration;

/**
 * How the registry and the replicas are asked.
 *
 * @param url the registry's internal port
 * @param enrolmentSecret with which the autoscaler gets its service tokens
 * @param verifyKey of service tokens: X.509 in base64; several with commas
 * @param connectTimeout bound of making a connection
 * @param readTimeout bound of an answer
 * @param probeTimeout bound of a replica's answer to a liveness probe
 */
public record RegistrySettings(
        URI url,
        String enrolmentSecret,
        String verifyKey,
        Duration connectTimeout,
        Duration readTimeout,
        Duration probeTimeout) {

    public RegistrySettings {
        if (url == null || url.getHost() == null) {
            throw new IllegalArgumentException("SLIPWAY_REGISTRY_URL must be a URL");
        }
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("read-timeout", readTimeout);
        requirePositive("probe-timeout", probeTimeout);
    }

    private static void requirePositive(String key, Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("slipway.registry." + key + " must be positive");
        }
    }

    @Override
    public String toString() {
        return "RegistrySettings[hidden]";
    }
}

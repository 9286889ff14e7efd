package dev.slipway.registry.deployment.http;

import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.contract.replica.TextTruncation;
import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.Overrides;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A deployment on the wire. */
record ShownDeployment(
        String model,
        String pool,
        long defaultTimeoutMs,
        List<ShownShare> versions,
        ShownSettings settings,
        Instant createdAt,
        Instant updatedAt) {

    /** A version and its traffic on the wire. */
    record ShownShare(int version, int trafficPercent) {
        static List<ShownShare> of(Deployment deployment) {
            return deployment.routed().stream()
                    .map(share -> new ShownShare(share.number(), share.trafficPercent()))
                    .toList();
        }
    }

    /**
     * A value and who said it.
     *
     * @param source {@code deployment} or {@code default}; what packages say is not known here
     */
    record Effective<T>(T value, String source) {
        static <T> Effective<T> of(@Nullable T declared, T byDefault) {
            return declared == null
                    ? new Effective<>(byDefault, "default")
                    : new Effective<>(declared, "deployment");
        }
    }

    /** Every setting that a deployment can override. */
    record ShownSettings(
            Effective<Long> defaultTimeoutMs,
            Effective<TextTruncation> textTruncation,
            Effective<Boolean> allowTokenIds,
            Effective<ResponseCaching> responseCache) {}

    static ShownDeployment of(String model, String pool, Deployment deployment) {
        Overrides overrides = deployment.overrides();
        return new ShownDeployment(
                model,
                pool,
                deployment.defaultTimeoutMs(),
                ShownShare.of(deployment),
                new ShownSettings(
                        Effective.of(overrides.defaultTimeoutMs(), deployment.defaultTimeoutMs()),
                        Effective.of(overrides.textTruncation(), TextTruncation.TRUNCATE),
                        Effective.of(overrides.allowTokenIds(), false),
                        Effective.of(overrides.responseCache(), ResponseCaching.NONE)),
                deployment.createdAt(),
                deployment.updatedAt());
    }
}

package dev.slipway.registry.deployment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client declares a deployment to be.
 *
 * @param pool null for the one it has, else the default
 * @param versions null when it does not say; else exactly those that are served
 */
public record WantedDeployment(
        @Nullable String pool, Overrides overrides, @Nullable List<WantedShare> versions) {

    /**
     * A version that a client believes to be served.
     *
     * @param trafficPercent null when it does not say
     */
    public record WantedShare(int version, @Nullable Integer trafficPercent) {}

    /** Whether what it says of versions is what is served. */
    boolean agreesWith(List<Deployment.Share> routed) {
        if (versions == null) {
            return true;
        }
        return versions.size() == routed.size()
                && versions.stream()
                        .allMatch(
                                wanted -> routed.stream().anyMatch(share -> isSame(wanted, share)));
    }

    private static boolean isSame(WantedShare wanted, Deployment.Share share) {
        return wanted.version() == share.number()
                && (wanted.trafficPercent() == null
                        || wanted.trafficPercent() == share.trafficPercent());
    }
}

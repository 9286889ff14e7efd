package dev.slipway.contract.document;

import dev.slipway.contract.replica.ReplicaState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything a gateway needs in order to route: applied by one reference swap, never in parts. */
public record RoutingDocument(
        DocumentNumber version, List<RoutedModel> models, List<RoutedReplica> replicas) {

    /**
     * A model of the platform.
     *
     * @param versions what is served now; empty when the model is known but not deployed
     * @param defaultTimeoutMs the deadline of a request that names none
     * @param latestVersion highest verified version number, 0 when there is none
     * @param aliases movable names of versions, also of such as are not served; empty in documents
     *     of registries that know none
     */
    public record RoutedModel(
            String name,
            String tenantId,
            long defaultTimeoutMs,
            int latestVersion,
            List<RoutedVersion> versions,
            List<RoutedAlias> aliases) {
        public RoutedModel {
            aliases = aliases == null ? List.of() : aliases;
        }

        /** Without aliases. */
        public RoutedModel(
                String name,
                String tenantId,
                long defaultTimeoutMs,
                int latestVersion,
                List<RoutedVersion> versions) {
            this(name, tenantId, defaultTimeoutMs, latestVersion, versions, List.of());
        }
    }

    /** A name that {@code model@name} may be asked by. */
    public record RoutedAlias(String name, int version) {}

    /**
     * A version that may be asked for.
     *
     * @param trafficPercent share of unpinned requests, 0..100; the shares of a model sum to 100
     * @param task Hugging Face's word for what it does, or null for tensors only
     * @param createdAtMs when the version was registered, unix milliseconds (OpenAI's created)
     */
    public record RoutedVersion(
            int version, int trafficPercent, @Nullable String task, long createdAtMs) {}

    /**
     * A replica that may be asked.
     *
     * @param address host:port of its data plane
     * @param state ready or suspect (used last) or draining (not chosen)
     * @param queueLimit how many requests it holds before it answers 429
     * @param serves versions it has READY and that are not withdrawn
     */
    public record RoutedReplica(
            UUID instance,
            String pool,
            String address,
            ReplicaState state,
            int queueLimit,
            List<ServedVersion> serves) {}

    public record ServedVersion(String model, int version) {}
}

package dev.slipway.local.deploy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What the launcher asks of the gateway, as any client could. */
public interface PublicApi {
    /** Whether the gateway takes requests; false also when nothing answers. */
    boolean isReady();

    /** Every model, with the state of its deployment. */
    List<ModelStatus> models() throws IOException, ApiRefusal;

    /** Every pool with its wanted size. */
    List<PoolSize> pools() throws IOException, ApiRefusal;

    /** How large pools are, and why; refused where nobody says so. */
    List<PoolScale> scaling() throws IOException, ApiRefusal;

    /** Every replica that the registry knows. */
    List<ReplicaStatus> replicas() throws IOException, ApiRefusal;

    /** What it became; the report hears how far it is. */
    Uploaded upload(String model, List<ModelFile> files, UploadReport report)
            throws IOException, ApiRefusal;

    /** The newest version that can be rolled out; retired ones cannot. */
    Optional<Integer> newestVerified(String model) throws IOException, ApiRefusal;

    /** The id of the started rollout. */
    String startRollout(String model, int version) throws IOException, ApiRefusal;

    /** The rollout that is under way; a model has one at most. */
    Optional<ActiveRollout> activeRollout(String model) throws IOException, ApiRefusal;

    RolloutStatus rollout(String model, String id) throws IOException, ApiRefusal;

    void resizePool(String pool, int min, int max) throws IOException, ApiRefusal;

    /** What the model that is served takes. */
    List<InputShape> inputs(String model) throws IOException, ApiRefusal;

    /** Sends a body of the Open Inference Protocol. */
    void infer(String model, String body) throws IOException, ApiRefusal;

    /** The length of the embedding of a text. */
    int embed(String model, String text) throws IOException, ApiRefusal;

    /**
     * A model.
     *
     * @param versions how many were uploaded, which is the number of the newest; retired ones count
     * @param served the versions that get traffic, as people read them; empty when not deployed
     * @param rollout the state of the rollout that is under way; empty when there is none
     */
    record ModelStatus(String name, int versions, String served, String rollout) {
        public boolean isDeployed() {
            return !served.isEmpty();
        }
    }

    record PoolSize(String name, int min, int max) {}

    /**
     * The size of a pool that follows its load.
     *
     * @param reason what the wanted size comes from
     */
    record PoolScale(String name, int wanted, int ready, String reason) {}

    /**
     * One input of a model.
     *
     * @param datatype the Open Inference Protocol's word
     * @param shape -1 where it varies
     */
    record InputShape(String name, String datatype, List<Long> shape) {}

    record ReplicaStatus(
            String instance, String pool, String state, List<VersionStatus> versions) {}

    /**
     * A version on a replica.
     *
     * @param version as people read it, with its model
     * @param detail one sentence about it; empty where there is nothing to say
     */
    record VersionStatus(String version, String state, boolean withdrawn, String detail) {}

    /**
     * A version that was uploaded.
     *
     * @param ignored paths that were sent and are not of the version
     * @param warnings sentences about how it will be served
     */
    record Uploaded(int version, List<String> ignored, List<String> warnings) {}

    /**
     * A rollout that has not ended.
     *
     * @param version the one that it brings
     */
    record ActiveRollout(String id, int version) {}

    record RolloutStatus(String state, String detail) {}

    /** The platform said no; the message is its own sentence. */
    final class ApiRefusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        /**
         * A refusal.
         *
         * @param code the platform's word for the reason; empty where it gave none
         */
        public ApiRefusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }

        /** The same refusal in other words. */
        ApiRefusal withMessage(String message) {
            return new ApiRefusal(status, code, message);
        }

        /** Whether asking again later can help. */
        public boolean isPassing() {
            return status >= 500 || status == 429;
        }

        /** Whether another rollout of the model has to end first. */
        boolean isRolloutActive() {
            return code.equals("rollout_active");
        }
    }
}

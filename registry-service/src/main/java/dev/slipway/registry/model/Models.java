package dev.slipway.registry.model;

import dev.slipway.contract.version.VersionRegistration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Models and their versions as they are kept; to be used inside the truth's transactions. */
public interface Models {
    /** Empty also when the model was deleted. */
    Optional<Model> byName(String name);

    /** Also a deleted one: its name and its numbers stay taken. */
    Optional<Model> everByName(String name);

    Optional<Model> byId(UUID id);

    /** Those of a tenant's models that come after this name, by name. */
    List<Model> ofTenant(String tenantId, String after, int most);

    Model create(String tenantId, String name);

    /** Adds a version under the model's next number; a deleted model is there again. */
    Version addVersion(Model model, VersionRegistration registration);

    Optional<Version> byUpload(UUID uploadId);

    Optional<Version> version(UUID modelId, int number);

    Optional<Version> versionById(UUID id);

    /** Those below this number, newest first. */
    List<Version> versions(UUID modelId, int below, int most);

    /** From now on the version cannot be used; its number stays taken. */
    void retire(UUID versionId);

    /** Retires all versions; from now on the model is not there. */
    void delete(UUID modelId, Instant at);

    /** Seals of all versions that are not retired. */
    List<String> liveManifests();
}

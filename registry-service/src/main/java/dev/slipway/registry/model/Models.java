package dev.slipway.registry.model;

import dev.slipway.contract.version.VersionRegistration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Models and their versions as they are kept; to be used inside the truth's transactions. */
public interface Models {
    Optional<Model> byName(String name);

    Optional<Model> byId(UUID id);

    /** The models of a tenant by name, at most as many as a list shows. */
    List<Model> ofTenant(String tenantId);

    Model create(String tenantId, String name);

    /** Adds a version under the model's next number. */
    Version addVersion(Model model, VersionRegistration registration);

    Optional<Version> byUpload(UUID uploadId);

    Optional<Version> version(UUID modelId, int number);

    Optional<Version> versionById(UUID id);

    /** Newest first, at most as many as a list shows. */
    List<Version> versions(UUID modelId);

    /** Seals of all versions that are not retired. */
    List<String> liveManifests();
}

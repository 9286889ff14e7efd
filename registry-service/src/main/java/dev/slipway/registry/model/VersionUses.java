package dev.slipway.registry.model;

import java.util.List;
import java.util.UUID;

/** Who needs a version or a model; to be used inside the truth's transactions. */
public interface VersionUses {
    /** One clause for each use of a version, such as {@code alias champion names it}. */
    List<String> ofVersion(UUID versionId);

    /** One clause for each use of a model or of one of its versions. */
    List<String> ofModel(UUID modelId);
}

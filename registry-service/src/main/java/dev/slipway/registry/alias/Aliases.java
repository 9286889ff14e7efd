package dev.slipway.registry.alias;

import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Version;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Aliases as they are kept; to be used inside the truth's transactions. */
public interface Aliases {
    Optional<Alias> find(UUID modelId, String name);

    /** Those of a model that come after this name, by name. */
    List<Alias> ofModel(UUID modelId, String after, int most);

    /** Creates the alias or moves it. */
    Alias put(Model model, String name, Version version);

    void delete(UUID modelId, String name);
}

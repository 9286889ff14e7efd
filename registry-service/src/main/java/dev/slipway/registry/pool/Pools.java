package dev.slipway.registry.pool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Pools as they are kept; to be used inside the truth's transactions. */
public interface Pools {
    /** No more models are told with their pools. */
    int MOST_MODELS = 10_000;

    Optional<Pool> byName(String name);

    Optional<Pool> byId(UUID id);

    /** By name, at most as many as a list shows. */
    List<Pool> all();

    /** The sentence for a name that no pool has: it tells the names that there are. */
    default String missing(String name) {
        return "There is no pool '%s'; there are: %s."
                .formatted(name, all().stream().map(Pool::name).collect(Collectors.joining(", ")));
    }

    /** Those that come after this name, by name. */
    List<Pool> after(String name, int most);

    /** Changes the size of a pool; empty when there is no such pool. */
    Optional<Pool> resize(String name, WantedSize size);

    /** Names of the models that are deployed on each pool, at most {@link #MOST_MODELS}. */
    Map<UUID, List<String>> deployedModels();
}

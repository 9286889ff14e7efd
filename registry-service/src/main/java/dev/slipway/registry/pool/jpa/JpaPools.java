package dev.slipway.registry.pool.jpa;

import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.pool.WantedSize;
import dev.slipway.registry.pool.jpa.PoolRows.DeployedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

@Component
class JpaPools implements Pools {
    private static final Limit LONGEST_LIST = Limit.of(1_000);

    private final PoolRows rows;

    JpaPools(PoolRows rows) {
        this.rows = rows;
    }

    @Override
    public Optional<Pool> byName(String name) {
        return rows.findByName(name).map(PoolRow::toPool);
    }

    @Override
    public Optional<Pool> byId(UUID id) {
        return rows.findById(id).map(PoolRow::toPool);
    }

    @Override
    public List<Pool> all() {
        return rows.findByOrderByName(LONGEST_LIST).stream().map(PoolRow::toPool).toList();
    }

    @Override
    public List<Pool> after(String name, int most) {
        return rows.findByNameGreaterThanOrderByName(name, Limit.of(most)).stream()
                .map(PoolRow::toPool)
                .toList();
    }

    @Override
    public Optional<Pool> resize(String name, WantedSize size) {
        return rows.findByName(name).map(row -> rows.saveAndFlush(row.sized(size)).toPool());
    }

    @Override
    public Map<UUID, List<String>> deployedModels() {
        return rows.deployedModels(MOST_MODELS).stream()
                .collect(
                        Collectors.groupingBy(
                                DeployedModel::getPoolId,
                                Collectors.mapping(DeployedModel::getModel, Collectors.toList())));
    }
}

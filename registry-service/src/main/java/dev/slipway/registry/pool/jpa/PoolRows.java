package dev.slipway.registry.pool.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.query.Param;

interface PoolRows extends JpaRepository<PoolRow, UUID> {
    Optional<PoolRow> findByName(String name);

    List<PoolRow> findByOrderByName(Limit limit);

    /** Which model is deployed on which pool. */
    @Query(
            nativeQuery = true,
            value =
                    """
                    SELECT d.pool_id AS "poolId", m.name AS "model"
                    FROM deployments d JOIN models m ON m.id = d.model_id
                    WHERE d.removed_at IS NULL AND m.deleted_at IS NULL
                    ORDER BY m.name LIMIT :most
                    """)
    List<DeployedModel> deployedModels(@Param("most") int most);

    /** A model and the pool that its deployment names. */
    interface DeployedModel {
        UUID getPoolId();

        String getModel();
    }

    List<PoolRow> findByNameGreaterThanOrderByName(String name, Limit limit);
}

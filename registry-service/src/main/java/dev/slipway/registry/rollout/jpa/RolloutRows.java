package dev.slipway.registry.rollout.jpa;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface RolloutRows extends JpaRepository<RolloutRow, UUID> {
    Optional<RolloutRow> findByDeploymentIdAndStateIn(UUID deploymentId, Collection<String> states);

    @Query(
            "select r from RolloutRow r where r.deploymentId = :deployment"
                    + " and (r.createdAt < :at or (r.createdAt = :at and r.id < :id))"
                    + " order by r.createdAt desc, r.id desc")
    List<RolloutRow> before(UUID deployment, Instant at, UUID id, Limit limit);

    @Query("select r.id from RolloutRow r where r.state in :states order by r.createdAt")
    List<UUID> idsInStates(Collection<String> states);
}

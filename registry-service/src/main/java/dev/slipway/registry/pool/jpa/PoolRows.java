package dev.slipway.registry.pool.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

interface PoolRows extends JpaRepository<PoolRow, UUID> {
    Optional<PoolRow> findByName(String name);

    List<PoolRow> findByOrderByName(Limit limit);

    List<PoolRow> findByNameGreaterThanOrderByName(String name, Limit limit);
}

package dev.slipway.registry.access.jpa;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ApiKeyRows extends JpaRepository<ApiKeyRow, UUID> {
    Optional<ApiKeyRow> findByPrefix(String prefix);

    @Query(
            "select k from ApiKeyRow k where k.tenantId = :tenant and k.revokedAt is null"
                    + " and (k.createdAt > :at or (k.createdAt = :at and k.id > :id))"
                    + " order by k.createdAt, k.id")
    List<ApiKeyRow> after(String tenant, Instant at, UUID id, Limit limit);
}

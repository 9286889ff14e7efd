package dev.slipway.registry.model.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

interface ModelRows extends JpaRepository<ModelRow, UUID> {
    Optional<ModelRow> findByName(String name);

    Optional<ModelRow> findByNameAndDeletedAtIsNull(String name);

    List<ModelRow> findByTenantIdAndDeletedAtIsNullAndNameGreaterThanOrderByName(
            String tenantId, String after, Limit limit);
}

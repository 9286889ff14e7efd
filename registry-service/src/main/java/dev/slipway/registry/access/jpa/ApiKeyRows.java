package dev.slipway.registry.access.jpa;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface ApiKeyRows extends JpaRepository<ApiKeyRow, UUID> {
    Optional<ApiKeyRow> findByPrefix(String prefix);
}

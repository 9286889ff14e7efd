package dev.slipway.store.ledger.jpa;

import jakarta.persistence.Embeddable;

/** The same bytes of a tenant are one artefact. */
@Embeddable
record ArtefactId(String tenantId, String kind, String sha256) {}

package dev.slipway.store.ledger;

import java.util.Optional;

/** Finds kept bytes by their digest. */
public interface ArtefactIndex {
    Optional<KeptArtefact> find(ArtefactKind kind, String sha256);
}

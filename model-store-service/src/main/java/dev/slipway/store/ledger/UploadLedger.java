package dev.slipway.store.ledger;

import java.util.Optional;
import java.util.UUID;

/**
 * What an upload writes down while it is taken in. Its life is receiving → registering →
 * registered, or abandoned from either of the first two; a registered one only by {@link
 * RetiredLedger#giveUp}. Every method throws {@link LedgerUnavailableException} when the ledger
 * does not answer.
 */
public interface UploadLedger {
    /** Begins an upload in state receiving. */
    void open(UUID uploadId, String tenantId, String principal, String model);

    /** Says that the upload lives; false when it was abandoned meanwhile. */
    boolean touch(UUID uploadId);

    /** Must be called before anything is put under the key, so that nothing is kept unknown. */
    void announce(UUID uploadId, String objectKey);

    /**
     * Says that the upload needs these bytes, which lie under the key. When the same bytes of the
     * same tenant are kept already, the answer names their key and the caller drops its own. Empty
     * when the upload was abandoned.
     */
    Optional<KeptArtefact> claim(UUID uploadId, ArtefactKind kind, KeptArtefact offered);

    /** Says that the upload does not need these bytes after all. */
    void unclaim(UUID uploadId, ArtefactKind kind, String sha256);

    /** Goes from receiving to registering; false when the upload was abandoned meanwhile. */
    boolean registering(UUID uploadId, String manifestSha256);

    /** Strikes out a key of a dropped duplicate, after what lay under it was removed. */
    void forget(String objectKey);

    /** Ends the upload: the registry has its version. */
    void registered(UUID uploadId);

    /** Goes back from registering to receiving: the registry was surely not reached, or said no. */
    void unregistered(UUID uploadId);

    /** Ends an upload that is still receiving; false when it is in another state. */
    boolean abandonReceiving(UUID uploadId);
}

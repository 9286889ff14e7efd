package dev.slipway.registry.access;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.KeyMint.MintedKey;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.idempotency.IdempotencyKey;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes and revokes API keys; nobody gives away more than they have. */
public final class KeyWrites {
    private final Truth truth;
    private final OnceOnly once;
    private final ApiKeys keys;
    private final KeyMint mint;
    private final Audit audit;

    public KeyWrites(Truth truth, OnceOnly once, ApiKeys keys, KeyMint mint, Audit audit) {
        this.truth = truth;
        this.once = once;
        this.keys = keys;
        this.mint = mint;
        this.audit = audit;
    }

    /** A key that was just made, and the access document that shows it. */
    public record Made(ApiKey apiKey, MintedKey minted, DocumentNumber document) {}

    /**
     * Makes a key, or says why not.
     *
     * @param key under which it is made once only; empty when the client chose none
     * @param shown how the answer shows it
     */
    public Outcome<CreatedAnswer> create(
            Caller caller,
            NewApiKey wanted,
            Optional<IdempotencyKey> key,
            Function<Made, CreatedAnswer> shown) {
        if (!mint.canMint()) {
            return Outcome.refused(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The registry was started without SLIPWAY_KEY_HASH_SECRET and cannot make"
                            + " keys.");
        }
        for (Grant grant : wanted.grants()) {
            if (!caller.may(grant.action(), grant.model())) {
                return Outcome.refused(
                        ErrorCode.FORBIDDEN,
                        "This key has no '%s' grant that covers '%s', so it cannot give it away."
                                .formatted(name(grant), grant.model()));
            }
        }
        return once.create(key, change -> create(change, caller, wanted).map(shown));
    }

    private Outcome<Made> create(Change change, Caller caller, NewApiKey wanted) {
        if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(change.now())) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST, "expires_at must be a time that is to come.");
        }
        MintedKey minted = mint.mint();
        ApiKey made = keys.create(caller.tenantId(), caller.principal(), wanted, minted);
        audit.record(
                caller.tenantId(),
                caller.principal(),
                "api-key.create",
                resource(made),
                "label %s, principal %s, grants %s%s"
                        .formatted(
                                made.label(),
                                made.principal(),
                                grants(made),
                                made.expiresAt() == null
                                        ? ""
                                        : ", expires at " + made.expiresAt()));
        return Outcome.done(new Made(made, minted, change.raise(DocumentKind.ACCESS)));
    }

    /** Revokes a key, or says why not. */
    public Outcome<DocumentNumber> revoke(Caller caller, String handle, IfMatch ifMatch) {
        return truth.change(change -> {
            Optional<ApiKey> key = keys.find(caller.tenantId(), handle);
            ifMatch.require(key, ApiKey::etag);
            if (key.isEmpty()) {
                return Outcome.refused(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        "There is no such API key; list the keys to see which there are.");
            }
            return revoke(change, caller, key.get());
        });
    }

    private Outcome<DocumentNumber> revoke(Change change, Caller caller, ApiKey key) {
        boolean isAdmin = key.grants().contains(new Grant(Permission.PLATFORM, Action.ADMIN));
        if (isAdmin && !keys.hasAnotherAdmin(key.id())) {
            return Outcome.refused(
                    ErrorCode.IN_USE,
                    "This is the last key that may administer everything; make another one first.");
        }
        keys.revoke(key.id(), change.now());
        audit.record(
                caller.tenantId(),
                caller.principal(),
                "api-key.revoke",
                resource(key),
                "label " + key.label() + ", principal " + key.principal());
        return Outcome.done(change.raise(DocumentKind.ACCESS));
    }

    private static String resource(ApiKey key) {
        return "api-keys/" + key.prefix();
    }

    private static String grants(ApiKey key) {
        return key.grants().stream()
                .map(grant -> name(grant) + " on " + grant.model())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String name(Grant grant) {
        return grant.action().name().toLowerCase(Locale.ROOT);
    }
}

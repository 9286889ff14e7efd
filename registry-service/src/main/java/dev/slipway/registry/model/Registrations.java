package dev.slipway.registry.model;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.ClientKey;
import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.idempotency.IdempotencyKey;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.registry.refusal.Outcome;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Gives uploaded versions their numbers, once per upload and per key that a client chose. */
public final class Registrations {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Truth truth;
    private final OnceOnly once;
    private final Models models;
    private final Audit audit;

    public Registrations(Truth truth, OnceOnly once, Models models, Audit audit) {
        this.truth = truth;
        this.once = once;
        this.models = models;
        this.audit = audit;
    }

    /**
     * Registers a version, creating its model if absent. The same upload gets the same number, and
     * so does another one of the same files under the same key.
     *
     * @param shown how the answer shows the version
     */
    public Outcome<CreatedAnswer> register(
            String name,
            VersionRegistration registration,
            Function<RegisteredVersion, CreatedAnswer> shown) {
        if (!Model.isName(name)) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "A model's name has 1 to 63 characters of a-z, 0-9, '.', '_' and '-', and"
                            + " begins with a letter or a digit.");
        }
        if (!SHA_256.matcher(registration.manifestSha256()).matches()) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "manifest_sha256 must be a SHA-256 in lower-case hexadecimal.");
        }
        return once.create(
                key(name, registration), change -> register(change, name, registration).map(shown));
    }

    private static Optional<IdempotencyKey> key(String name, VersionRegistration registration) {
        return new ClientKey(registration.idempotencyKey())
                .of(
                        registration.tenantId(),
                        registration.principal(),
                        "models/" + name + "/versions",
                        registration.manifestSha256());
    }

    private Outcome<RegisteredVersion> register(
            Change change, String name, VersionRegistration registration) {
        UUID upload = registration.uploadId();
        Optional<Version> known = models.byUpload(upload);
        Optional<Model> existing = models.everByName(name);
        if (known.isPresent()) {
            Version version = known.get();
            return existing.filter(model -> model.id().equals(version.modelId())).isPresent()
                    ? Outcome.done(
                            registered(name, version, change.current(DocumentKind.ROUTING), upload))
                    : Outcome.refused(
                            ErrorCode.CONFLICT, "This upload was registered for another model.");
        }
        if (existing.filter(model -> !isOf(model, registration.tenantId())).isPresent()) {
            return Outcome.refused(
                    ErrorCode.CONFLICT,
                    "The model's name is taken by another tenant; choose another name.");
        }
        Model model = existing.orElseGet(() -> models.create(registration.tenantId(), name));
        Version version = models.addVersion(model, registration);
        audit.record(
                registration.tenantId(),
                registration.principal(),
                "version.register",
                "models/" + name + "/versions/" + version.number(),
                "manifest " + version.manifestSha256());
        return Outcome.done(registered(name, version, change.raise(DocumentKind.ROUTING), upload));
    }

    /** What came of an upload; empty when nothing was registered for it. */
    public Optional<RegisteredVersion> byUpload(UUID uploadId) {
        return truth.change(change ->
                models.byUpload(uploadId)
                        .map(version ->
                                registered(
                                        nameOf(version),
                                        version,
                                        change.current(DocumentKind.ROUTING),
                                        uploadId)));
    }

    private String nameOf(Version version) {
        return models.byId(version.modelId()).orElseThrow().name();
    }

    private static boolean isOf(Model model, String tenantId) {
        return model.tenantId().equals(tenantId);
    }

    private static RegisteredVersion registered(
            String model, Version version, DocumentNumber document, UUID upload) {
        return new RegisteredVersion(
                model,
                version.number(),
                version.state().wireName(),
                version.manifestSha256(),
                document,
                upload);
    }
}

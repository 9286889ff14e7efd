package dev.slipway.registry.model;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.Optional;

/** Retires versions and deletes models that nobody needs; numbers are never given again. */
public final class Retirement {
    private final Truth truth;
    private final OwnModels own;
    private final Models models;
    private final VersionUses uses;
    private final Audit audit;

    public Retirement(Truth truth, OwnModels own, Models models, VersionUses uses, Audit audit) {
        this.truth = truth;
        this.own = own;
        this.models = models;
        this.uses = uses;
        this.audit = audit;
    }

    /** Retires a version, or says who needs it; one that is retired stays so. */
    public Outcome<DocumentNumber> retire(Caller caller, String name, int number, IfMatch ifMatch) {
        return truth.change(change -> {
            Model model = own.require(caller, Action.ADMIN, name);
            Optional<Version> version = models.version(model.id(), number);
            if (version.isEmpty()) {
                return Outcome.refused(
                        ErrorCode.VERSION_NOT_FOUND,
                        "Model '%s' has no version %d.".formatted(name, number));
            }
            return retire(change, caller, model, version.get(), ifMatch);
        });
    }

    private Outcome<DocumentNumber> retire(
            Change change, Caller caller, Model model, Version version, IfMatch ifMatch) {
        ifMatch.require(version.etag());
        if (version.state() == VersionState.RETIRED) {
            return Outcome.done(change.current(DocumentKind.ROUTING));
        }
        List<String> why = uses.ofVersion(version.id());
        if (!why.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.IN_USE,
                    "Version %d of model '%s' is in use: %s."
                            .formatted(version.number(), model.name(), String.join("; ", why)));
        }
        models.retire(version.id());
        audit.record(
                caller.tenantId(),
                caller.principal(),
                "version.retire",
                "models/" + model.name() + "/versions/" + version.number(),
                "manifest " + version.manifestSha256());
        return Outcome.done(change.raise(DocumentKind.ROUTING));
    }

    /** Deletes a model with all its versions, or says who needs it. */
    public Outcome<DocumentNumber> delete(
            Caller caller, String name, IfMatch ifMatch, Etags etags) {
        return truth.change(change -> {
            Model model = own.require(caller, Action.ADMIN, name);
            ifMatch.require(etags.of(model));
            List<String> why = uses.ofModel(model.id());
            if (!why.isEmpty()) {
                return Outcome.refused(
                        ErrorCode.IN_USE,
                        "Model '%s' is in use: %s.".formatted(name, String.join("; ", why)));
            }
            models.delete(model.id(), change.now());
            audit.record(
                    caller.tenantId(),
                    caller.principal(),
                    "model.delete",
                    "models/" + name,
                    "versions up to " + model.lastVersion());
            return Outcome.done(change.raise(DocumentKind.ROUTING));
        });
    }

    /** How a model's entity tag is made: it also shows what other features know. */
    @FunctionalInterface
    public interface Etags {
        String of(Model model);
    }
}

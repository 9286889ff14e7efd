package dev.slipway.registry.alias;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.model.Version;
import dev.slipway.registry.model.VersionState;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.util.Optional;

/** Sets, moves and removes aliases; one may name a version that is not served. */
public final class AliasWrites {
    /** No model has more. */
    private static final int MOST_ALIASES = 100;

    private final Truth truth;
    private final OwnModels own;
    private final Models models;
    private final Aliases aliases;
    private final Audit audit;

    public AliasWrites(Truth truth, OwnModels own, Models models, Aliases aliases, Audit audit) {
        this.truth = truth;
        this.own = own;
        this.models = models;
        this.aliases = aliases;
        this.audit = audit;
    }

    /** An alias after a write, whether it is new, and the routing document that shows it. */
    public record Written(Alias alias, boolean created, DocumentNumber document) {}

    /** Makes the alias name this version, or says why not. */
    public Outcome<Written> put(
            Caller caller, String modelName, String name, int number, IfMatch ifMatch) {
        if (!Alias.isName(name)) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "An alias has 1 to 63 characters of a-z, 0-9 and '-', and begins with a"
                            + " letter.");
        }
        return truth.change(change -> {
            Model model = own.require(caller, Action.DEPLOY, modelName);
            Optional<Alias> known = aliases.find(model.id(), name);
            ifMatch.require(known, Alias::etag);
            Optional<Version> version = models.version(model.id(), number);
            if (version.isEmpty()) {
                return Outcome.refused(
                        ErrorCode.VERSION_NOT_FOUND,
                        "Model '%s' has no version %d.".formatted(modelName, number));
            }
            if (version.get().state() != VersionState.VERIFIED) {
                return Outcome.refused(
                        ErrorCode.CONFLICT,
                        "Version %d is %s; an alias names a verified version."
                                .formatted(number, version.get().state().wireName()));
            }
            return put(change, caller, model, name, version.get(), known);
        });
    }

    private Outcome<Written> put(
            Change change,
            Caller caller,
            Model model,
            String name,
            Version version,
            Optional<Alias> known) {
        if (known.filter(alias -> alias.number() == version.number()).isPresent()) {
            return Outcome.done(
                    new Written(known.get(), false, change.current(DocumentKind.ROUTING)));
        }
        if (known.isEmpty()
                && aliases.ofModel(model.id(), "", MOST_ALIASES).size() == MOST_ALIASES) {
            return Outcome.refused(
                    ErrorCode.CONFLICT,
                    "A model has at most %d aliases; delete one first.".formatted(MOST_ALIASES));
        }
        Alias alias = aliases.put(model, name, version);
        audit.record(
                caller.tenantId(),
                caller.principal(),
                "alias.put",
                resource(model.name(), name),
                known.map(before -> "from version " + before.number() + " ").orElse("")
                        + "to version "
                        + version.number());
        return Outcome.done(
                new Written(alias, known.isEmpty(), change.raise(DocumentKind.ROUTING)));
    }

    /** Removes the alias, or says why not. */
    public Outcome<DocumentNumber> delete(
            Caller caller, String modelName, String name, IfMatch ifMatch) {
        return truth.change(change -> {
            Model model = own.require(caller, Action.DEPLOY, modelName);
            Optional<Alias> known = aliases.find(model.id(), name);
            ifMatch.require(known, Alias::etag);
            if (known.isEmpty()) {
                return Outcome.refused(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        "Model '%s' has no alias '%s'.".formatted(modelName, name));
            }
            aliases.delete(model.id(), name);
            audit.record(
                    caller.tenantId(),
                    caller.principal(),
                    "alias.delete",
                    resource(modelName, name),
                    "named version " + known.get().number());
            return Outcome.done(change.raise(DocumentKind.ROUTING));
        });
    }

    private static String resource(String model, String alias) {
        return "models/" + model + "/aliases/" + alias;
    }
}

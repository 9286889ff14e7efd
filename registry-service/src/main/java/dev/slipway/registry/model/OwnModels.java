package dev.slipway.registry.model;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.List;

/**
 * The models of a caller's tenant; another tenant's are not there, whatever the caller may. To be
 * used inside the truth's transactions.
 */
public final class OwnModels {
    private static final int AT_ONCE = 1_000;

    private final Models models;

    public OwnModels(Models models) {
        this.models = models;
    }

    /** The model, when it is there and the caller may do this with it; refused otherwise. */
    public Model require(Caller caller, Action action, String name) {
        Model model =
                models.byName(name)
                        .filter(known -> known.tenantId().equals(caller.tenantId()))
                        .orElseThrow(() ->
                                new RefusedException(
                                        ErrorCode.MODEL_NOT_FOUND,
                                        "There is no model '%s'; list the models to see which"
                                                        .formatted(name)
                                                + " there are."));
        Permission.require(caller, action, name);
        return model;
    }

    /** The models that the caller may read, as many as the page fetches. */
    public List<Model> readable(Caller caller, PageRequest page) {
        List<Model> readable = new ArrayList<>();
        String after = page.afterName();
        List<Model> some;
        do {
            some = models.ofTenant(caller.tenantId(), after, AT_ONCE);
            for (Model model : some) {
                after = model.name();
                if (readable.size() < page.fetch() && caller.may(Action.READ, model.name())) {
                    readable.add(model);
                }
            }
        } while (some.size() == AT_ONCE && readable.size() < page.fetch());
        return readable;
    }
}

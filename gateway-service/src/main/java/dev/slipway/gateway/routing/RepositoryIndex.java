package dev.slipway.gateway.routing;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.gateway.dialect.IndexEntry;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.List;

/** The models that a caller may ask, version by version. */
public final class RepositoryIndex {
    private RepositoryIndex() {}

    /** Those of its own tenant that it may ask, whether they are deployed or not. */
    public static List<RoutedModel> callable(RoutingTable table, Caller caller) {
        List<RoutedModel> callable = new ArrayList<>();
        for (RoutedModel model : table.models()) {
            if (model.tenantId().equals(caller.tenantId())
                    && caller.may(Action.INFER, model.name())) {
                callable.add(model);
            }
        }
        return callable;
    }

    /**
     * The index.
     *
     * @param readyOnly whether what cannot be asked now is left out
     */
    public static List<IndexEntry> of(RoutingTable table, Caller caller, boolean readyOnly) {
        List<IndexEntry> entries = new ArrayList<>();
        for (RoutedModel model : callable(table, caller)) {
            if (model.versions().isEmpty()) {
                entries.add(new IndexEntry(model.name(), "", false, "it is not deployed"));
            }
            for (RoutedVersion version : model.versions()) {
                boolean ready = table.isReady(new ModelName(model.name(), version.version()));
                entries.add(
                        new IndexEntry(
                                model.name(),
                                Integer.toString(version.version()),
                                ready,
                                ready ? "" : "no replica has it ready"));
            }
        }
        entries.removeIf(entry -> readyOnly && !entry.ready());
        return entries;
    }
}

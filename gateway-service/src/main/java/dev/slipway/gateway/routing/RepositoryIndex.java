package dev.slipway.gateway.routing;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.gateway.dialect.IndexEntry;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
     * The index. A version that rests is ready all the same, since a request for it is answered.
     *
     * @param readyOnly whether what cannot be asked now is left out
     * @param resting what is to be said of versions, as {@code m@3}, that no replica has in memory
     */
    public static List<IndexEntry> of(
            RoutingTable table, Caller caller, boolean readyOnly, Map<String, String> resting) {
        List<IndexEntry> entries = new ArrayList<>();
        for (RoutedModel model : callable(table, caller)) {
            if (model.versions().isEmpty()) {
                entries.add(new IndexEntry(model.name(), "", false, "it is not deployed"));
            }
            for (RoutedVersion version : model.versions()) {
                int number = version.version();
                ModelName name = new ModelName(model.name(), number);
                boolean ready = table.isReady(name);
                String rests = resting.getOrDefault(name.toString(), "");
                entries.add(
                        new IndexEntry(
                                model.name(),
                                Integer.toString(number),
                                ready,
                                ready ? rests : "no replica has it ready"));
            }
        }
        entries.removeIf(entry -> readyOnly && !entry.ready());
        return entries;
    }
}

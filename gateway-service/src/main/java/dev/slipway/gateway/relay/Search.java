package dev.slipway.gateway.relay;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.gateway.routing.Tried;

/** One request's search for a replica: always in the current document, never where it was. */
final class Search {
    /** What was found. */
    sealed interface Result {
        record Found(Choice choice, DocumentNumber document) implements Result {}

        /** Routed, but no replica can be used now. */
        record Nobody() implements Result {}

        record Unroutable(Refusal refusal) implements Result {}
    }

    private static final Result NOBODY = new Result.Nobody();
    private static final Result QUARANTINED = new Result.Unroutable(PassageRefusals.QUARANTINED);

    private final ModelName model;
    private final RelayHouse house;
    private final SentBody body;
    private final Tried tried = new Tried();

    Search(ModelName model, RelayHouse house, SentBody body) {
        this.model = model;
        this.house = house;
        this.body = body;
    }

    Result next() {
        RoutingTable table = house.routing().get();
        return switch (table.resolve(model)) {
            case Resolution.Missing missing -> new Result.Unroutable(missing.refusal());
            case Resolution.Routed routed -> {
                Choice choice = house.selector().select(routed.versions(), tried, table.number());
                yield choice == null ? NOBODY : found(choice, table.number());
            }
        };
    }

    private Result found(Choice choice, DocumentNumber document) {
        if (!body.isQuarantined(choice)) {
            return new Result.Found(choice, document);
        }
        choice.over();
        return QUARANTINED;
    }

    /** The next one where nothing says that a request waits so long; others are left out. */
    Result nextWithin(long nanos) {
        Result result = next();
        while (result instanceof Result.Found(Choice choice, DocumentNumber document)
                && !choice.replica().mayBeginWithin(nanos, house.nanoTime().getAsLong())) {
            choice.over();
            tried.mark(choice.replica(), document, choice.replica().recoveries());
            result = next();
        }
        return result;
    }

    void exclude(Attempt attempt) {
        tried.mark(attempt.choice().replica(), attempt.document(), attempt.recoveries());
    }
}

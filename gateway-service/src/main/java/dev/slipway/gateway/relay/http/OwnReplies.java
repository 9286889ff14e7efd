package dev.slipway.gateway.relay.http;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.OwnAnswers;
import dev.slipway.gateway.dialect.Question;
import dev.slipway.gateway.dialect.QuestionReader;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.routing.RepositoryIndex;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Replies that need no replica. */
final class OwnReplies {
    private static final String JSON = "application/json";

    private final Supplier<RoutingTable> routing;
    private final DoorState state;

    public OwnReplies(Supplier<RoutingTable> routing, DoorState state) {
        this.routing = routing;
        this.state = state;
    }

    /** For whoever watches the process: {@code /livez} and {@code /readyz}. */
    Reply probe(String path) {
        boolean yes = path.equals("/livez") || state.isReady();
        return Reply.json(yes ? 200 : 503, JSON, OwnAnswers.health(yes ? "ok" : "ready", yes));
    }

    Reply health(Question.ServerHealth health) {
        boolean yes = !health.ready() || state.isReady();
        return Reply.json(
                yes ? 200 : 400, JSON, OwnAnswers.health(health.ready() ? "ready" : "live", yes));
    }

    Reply metadata() {
        return Reply.json(200, JSON, OwnAnswers.serverMetadata());
    }

    /** OpenAI's list: what the key may call. */
    Reply models(Caller caller) {
        List<RoutedModel> callable = RepositoryIndex.callable(routing.get(), caller);
        callable.removeIf(model -> model.versions().isEmpty());
        return Reply.json(200, JSON, OwnAnswers.modelList(callable));
    }

    Reply model(String name, Caller caller) {
        Optional<ModelName> named = ModelName.parse(name);
        Refusal refusal =
                Authenticator.refusal(
                        caller, Action.INFER, named.map(ModelName::name).orElse(name));
        if (refusal != null) {
            return Reply.refusal(Dialect.OPENAI, refusal);
        }
        return named.map(one -> entry(one, caller))
                .orElseGet(() ->
                        Reply.refusal(
                                Dialect.OPENAI,
                                QuestionReader.noSuchModel(Dialect.OPENAI, name).refusal()));
    }

    private Reply entry(ModelName name, Caller caller) {
        return switch (routing.get().resolve(name, caller.tenantId())) {
            case Resolution.Missing missing -> Reply.refusal(Dialect.OPENAI, missing.refusal());
            case Resolution.Routed routed ->
                    Reply.json(200, JSON, OwnAnswers.modelEntry(routed.model().model()));
        };
    }

    Reply modelReady(ModelName name, Caller caller) {
        Refusal refusal = Authenticator.refusal(caller, Action.READ, name.name());
        if (refusal != null) {
            return Reply.refusal(Dialect.OIP, refusal);
        }
        RoutingTable table = routing.get();
        if (table.resolve(name, caller.tenantId()) instanceof Resolution.Missing missing) {
            return Reply.refusal(Dialect.OIP, missing.refusal());
        }
        boolean ready = table.isReady(name);
        return Reply.json(ready ? 200 : 400, JSON, OwnAnswers.modelReady(name, ready));
    }
}

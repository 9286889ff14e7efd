package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Question;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.SpanMethod;
import dev.slipway.telemetry.Tracing;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** A request as a span, and each try at a replica as one below it; names are few. */
final class RequestSpans {
    private RequestSpans() {}

    static Span of(Tracing tracing, ServerHttpRequest request, Question question) {
        if (!tracing.isOn()) {
            return Span.NONE;
        }
        String method = request.getMethod().name();
        String route = route(question);
        Span span =
                tracing.serve(
                        SpanMethod.inName(method) + " " + route,
                        request.getHeaders().getFirst(Headers.TRACEPARENT));
        SpanMethod.set(span, method).set("http.route", route);
        if (question instanceof Question.Relayed relayed && relayed.dialect() == Dialect.OPENAI) {
            span.set("gen_ai.operation.name", relayed.operation().word())
                    .set("gen_ai.provider.name", "slipway");
        }
        return span;
    }

    /** The model is set where it is known to be one. */
    private static String route(Question question) {
        return switch (question) {
            case Question.Relayed relayed ->
                    switch (relayed.operation()) {
                        case INFER -> "/v2/models/{model}/infer";
                        case METADATA -> "/v2/models/{model}";
                        case CONFIGURATION -> "/v2/models/{model}/config";
                        case EMBEDDINGS -> "/v1/embeddings";
                        case RERANK -> "/v1/rerank";
                        case SIMILARITY -> "/v1/similarity";
                        case CLASSIFY -> "/v1/classify";
                        case STATISTICS -> "/v2/models/{model}/stats";
                        case LOAD, UNLOAD, INDEX -> residence(relayed.operation());
                    };
            case Question.ModelList _ -> "/v1/models";
            case Question.ModelEntry _ -> "/v1/models/{model}";
            case Question.ServerMetadata _ -> "/v2";
            case Question.ServerHealth _ -> "/v2/health";
            case Question.ModelReady _ -> "/v2/models/{model}/ready";
            case Question.Statistics statistics ->
                    statistics.model() == null ? "/v2/models/stats" : "/v2/models/{model}/stats";
            case Question.RepositoryIndex _ -> residence(Operation.INDEX);
            case Question.Residence residence -> residence(residence.operation());
            case Question.Unknown _ -> "(no route)";
        };
    }

    private static String residence(Operation operation) {
        return operation == Operation.INDEX
                ? "/v2/repository/index"
                : "/v2/repository/models/{model}/" + operation.word();
    }

    static Span attempt(Span request, Choice choice) {
        if (!request.isOn()) {
            return Span.NONE;
        }
        return request.call("attempt")
                .set("slipway.replica", choice.replica().instance().toString())
                .set("slipway.model.version", Integer.toString(choice.version()));
    }
}

package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.Authenticator.Identity;
import dev.slipway.gateway.dialect.Question;
import dev.slipway.gateway.dialect.QuestionReader;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.telemetry.Tracing;
import dev.slipway.trust.Caller;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The terminal filter of inference: every request that is not for the admin API ends here, so the
 * chain's own routing, load balancing and retries never see it. Acceptance is counted here, where
 * the head was read; what came of it by {@link ReplyWriter}, where the last byte was written.
 */
final class DoorFilter implements GlobalFilter, Ordered {
    private final Authenticator authenticator;
    private final Relay relay;
    private final OwnReplies own;
    private final IndexReplies index;
    private final StatisticsReplies statistics;
    private final ResidenceReplies residence;
    private final ReplyWriter writer;
    private final RequestId requestIds;
    private final AcceptedRequests accepted;
    private final InFlight inFlight;
    private final DoorState state;
    private final Tracing tracing;
    private final LongSupplier nanoTime;

    public DoorFilter(
            Authenticator authenticator,
            Relay relay,
            OwnReplies own,
            IndexReplies index,
            StatisticsReplies statistics,
            ResidenceReplies residence,
            ReplyWriter writer,
            RequestId requestIds,
            AcceptedRequests accepted,
            InFlight inFlight,
            DoorState state,
            Tracing tracing,
            LongSupplier nanoTime) {
        this.authenticator = authenticator;
        this.relay = relay;
        this.own = own;
        this.index = index;
        this.statistics = statistics;
        this.residence = residence;
        this.writer = writer;
        this.requestIds = requestIds;
        this.accepted = accepted;
        this.inFlight = inFlight;
        this.state = state;
        this.tracing = tracing;
        this.nanoTime = nanoTime;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getURI().getRawPath();
        if (path.startsWith("/admin/v1/")) {
            return chain.filter(exchange);
        }
        if (path.equals("/livez") || path.equals("/readyz")) {
            return writer.write(exchange, own.probe(path));
        }
        accepted.accepted();
        inFlight.enter();
        HttpHeaders headers = request.getHeaders();
        Question question = QuestionReader.read(request.getMethod().name(), path);
        Arrival arrival =
                new Arrival(
                        request,
                        requestIds.of(headers.getFirst(Headers.REQUEST_ID)),
                        path,
                        nanoTime.getAsLong(),
                        RequestSpans.of(tracing, request, question));
        Mono<Reply> reply =
                replyOrFault(arrival, question, headers.getFirst(HttpHeaders.AUTHORIZATION));
        return writer.write(exchange, arrival, question.dialect(), reply, state.isClosing());
    }

    /**
     * The request is accepted: it gets its answer and its outcome from the writer, as others do.
     */
    private Mono<Reply> replyOrFault(Arrival arrival, Question question, @Nullable String key) {
        try {
            return reply(arrival, question, key);
        } catch (RuntimeException | Error fault) {
            return Mono.error(fault);
        }
    }

    private Mono<Reply> reply(Arrival arrival, Question question, @Nullable String key) {
        if (question instanceof Question.ServerHealth health) {
            return Mono.just(own.health(health));
        }
        return switch (authenticator.identify(key)) {
            case Identity.Stranger stranger ->
                    Mono.just(Reply.refusal(question.dialect(), stranger.refusal()));
            case Identity.Known known -> answer(arrival, question, known.caller());
        };
    }

    private Mono<Reply> answer(Arrival arrival, Question question, Caller caller) {
        return switch (question) {
            case Question.Relayed relayed -> relay.relay(arrival, relayed, caller);
            case Question.ModelList _ -> Mono.just(own.models(caller));
            case Question.ModelEntry entry -> Mono.just(own.model(entry.model(), caller));
            case Question.ModelReady ready -> Mono.just(own.modelReady(ready.model(), caller));
            case Question.Statistics(var model) -> statistics.reply(arrival, model, caller);
            case Question.RepositoryIndex _ -> index.reply(arrival, caller);
            case Question.Residence wanted -> residence.reply(arrival, wanted, caller);
            case Question.ServerMetadata _ -> Mono.just(own.metadata());
            case Question.ServerHealth health -> Mono.just(own.health(health));
            case Question.Unknown unknown ->
                    Mono.just(Reply.refusal(unknown.dialect(), unknown.refusal()));
        };
    }
}

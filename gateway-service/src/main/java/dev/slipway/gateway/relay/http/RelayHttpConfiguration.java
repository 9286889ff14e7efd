package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.GatewaySettings;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.OutcomeLedger;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.gateway.relay.Passages;
import dev.slipway.gateway.relay.ReaderCounts;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.telemetry.Tracing;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

/** Relays over Reactor Netty, at the end of Spring Cloud Gateway's chain. */
@Configuration(proxyBeanMethods = false)
public class RelayHttpConfiguration {
    @Bean
    ReplicaClient replicaClient(GatewaySettings settings, Wallet wallet) {
        return new ReplicaClient(settings.limits(), wallet.towards(Role.REPLICA));
    }

    @Bean
    Relay relay(
            RelayHouse house,
            ReplicaClient replicas,
            GatewaySettings settings,
            ByteBudget keptBytes,
            Passages passages) {
        return new Relay(house, replicas, settings.limits(), keptBytes, passages);
    }

    @Bean
    WholeReplicas wholeReplicas(ReplicaClient replicas, GatewaySettings settings) {
        return new HttpWholeReplicas(replicas, settings.limits());
    }

    @Bean
    DoorFilter doorFilter(
            Authenticator authenticator,
            Relay relay,
            WholeReplicas replicas,
            GatewaySettings settings,
            ByteBudget keptBytes,
            AppliedDocuments documents,
            RequestId requestIds,
            InFlight inFlight,
            DoorState state,
            AcceptedRequests accepted,
            OutcomeLedger outcomes,
            OutcomeReport report,
            Tracing tracing) {
        BriefBody brief = new BriefBody(settings.limits(), keptBytes, System::nanoTime);
        return new DoorFilter(
                authenticator,
                relay,
                new OwnReplies(documents::routing, state),
                new IndexReplies(documents::routing, replicas, brief),
                new StatisticsReplies(documents::routing, replicas),
                new ResidenceReplies(documents::routing, replicas, brief, System::nanoTime),
                new ReplyWriter(outcomes, inFlight, report),
                requestIds,
                accepted,
                inFlight,
                state,
                tracing,
                System::nanoTime);
    }

    /** Not a customizer of the server: Boot's own comes after those, and starts from defaults. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> httpBounds(
            GatewaySettings settings, RequestId requestIds, ReaderCounts readers) {
        DoorLimits limits = settings.limits();
        return factory ->
                factory.addServerCustomizers(server ->
                        server.httpRequestDecoder(decoder ->
                                        decoder.maxInitialLineLength(limits.maxLineBytes())
                                                .maxHeaderSize(limits.maxHeaderBytes()))
                                .doOnChannelInit((_, channel, _) ->
                                        channel.pipeline()
                                                .addFirst(
                                                        "unread-answers",
                                                        new UnreadAnswers(
                                                                limits.unread(),
                                                                readers::closedUnread))
                                                .addAfter(
                                                        NettyPipeline.HttpCodec,
                                                        "http-bounds",
                                                        new HttpBounds(limits, requestIds))));
    }
}

package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.GatewaySettings;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.OutcomeLedger;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.gateway.relay.OpenStreams;
import dev.slipway.gateway.relay.Passages;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.telemetry.Tracing;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/** Serves gRPC with what the other dialects have: access, limits, routing, hold and books. */
@Configuration(proxyBeanMethods = false)
public class RelayGrpcConfiguration {
    @Bean
    RpcDoor rpcDoor(
            Authenticator authenticator,
            RequestId requestIds,
            RelayHouse house,
            WholeReplicas replicas,
            Passages passages,
            AppliedDocuments documents,
            DoorState state,
            AcceptedRequests accepted,
            OutcomeLedger outcomes,
            InFlight inFlight,
            OutcomeReport report,
            OpenStreams open,
            Tracing tracing,
            GatewaySettings settings) {
        RpcRelay relay = new RpcRelay(house, replicas, passages);
        RpcBooks books = new RpcBooks(accepted, outcomes, inFlight, report);
        return new RpcDoor(
                authenticator,
                requestIds,
                relay,
                new OwnMessages(documents::routing, state),
                new StatisticsMessages(documents::routing, replicas),
                new IndexMessages(documents::routing, replicas),
                new ResidenceMessages(documents::routing, replicas, System::nanoTime),
                new RpcStreams(
                        authenticator,
                        requestIds,
                        relay,
                        books,
                        open,
                        settings.limits(),
                        tracing,
                        System::nanoTime),
                books,
                settings.limits(),
                HttpResources.get().onServer(LoopResources.DEFAULT_NATIVE),
                tracing,
                System::nanoTime);
    }

    @Bean
    RpcServer rpcServer(
            RpcDoor door,
            GatewaySettings settings,
            ByteBudget keptBytes,
            ConfigurableEnvironment environment) {
        return new RpcServer(
                RpcSettings.read(environment::getProperty),
                settings.limits(),
                keptBytes,
                door,
                HttpResources.get(),
                environment);
    }
}

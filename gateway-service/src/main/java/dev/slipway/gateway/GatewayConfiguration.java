package dev.slipway.gateway;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.KeyHash;
import dev.slipway.gateway.access.KeyUseReporter;
import dev.slipway.gateway.access.KeyUses;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.document.DocumentKeeper;
import dev.slipway.gateway.document.DocumentSource;
import dev.slipway.gateway.document.DocumentWatch;
import dev.slipway.gateway.document.Goodbye;
import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.drain.LastWords;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.hold.LateRefusals;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.RetryBudget;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.gateway.outcome.RequestDurations;
import dev.slipway.gateway.probe.LivenessProbe;
import dev.slipway.gateway.probe.ReplicaWatch;
import dev.slipway.gateway.quarantine.Quarantine;
import dev.slipway.gateway.relay.OpenStreams;
import dev.slipway.gateway.relay.Passages;
import dev.slipway.gateway.relay.RelayCounts;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.gateway.routing.Breakers;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.ReplicaPicker;
import dev.slipway.gateway.routing.ReplicaSelector;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.telemetry.Tracing;
import dev.slipway.telemetry.otel.OtlpTracing;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The domain objects of the door. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {
    @Bean
    GatewaySettings gatewaySettings(Environment environment) {
        return GatewaySettings.read(environment::getProperty);
    }

    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        return OtlpTracing.start("gateway", environment::getProperty);
    }

    @Bean
    OutcomeReport outcomeReport(RequestDurations durations) {
        return new OutcomeReport(durations, System::nanoTime);
    }

    @Bean
    KeyUses keyUses() {
        return new KeyUses();
    }

    @Bean
    KeyUseLoop keyUseLoop(KeyUses uses, KeyUseReporter.Registry registry) {
        return new KeyUseLoop(new KeyUseReporter(uses, registry, Thread::sleep));
    }

    @Bean
    Authenticator authenticator(
            GatewaySettings settings, AppliedDocuments documents, KeyUses uses) {
        return new Authenticator(
                documents::keyring, new KeyHash(settings.keyHashSecret()), Clock.systemUTC(), uses);
    }

    @Bean
    RequestId requestIds() {
        return new RequestId(
                System::currentTimeMillis, () -> ThreadLocalRandom.current().nextLong());
    }

    @Bean
    ReplicaFleet replicaFleet(Breakers breakers) {
        return new ReplicaFleet(breakers);
    }

    @Bean
    ReplicaSelector replicaSelector(ReplicaPicker picker) {
        return new ReplicaSelector(picker, bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    @Bean
    AppliedDocuments appliedDocuments(ReplicaFleet fleet) {
        return new AppliedDocuments(fleet);
    }

    @Bean
    DocumentWatch<RoutingDocument> routingWatch(
            DocumentSource<RoutingDocument> source,
            DocumentKeeper<RoutingDocument> keeper,
            AppliedDocuments documents) {
        return new DocumentWatch<>(
                source,
                keeper,
                () -> documents.routing().number(),
                documents::apply,
                Thread::sleep);
    }

    @Bean
    DocumentWatch<AccessDocument> accessWatch(
            DocumentSource<AccessDocument> source,
            DocumentKeeper<AccessDocument> keeper,
            AppliedDocuments documents) {
        return new DocumentWatch<>(
                source,
                keeper,
                () -> documents.keyring().number(),
                documents::apply,
                Thread::sleep);
    }

    @Bean
    ByteBudget keptBytes(GatewaySettings settings) {
        return new ByteBudget(settings.limits().keptTotalBytes());
    }

    @Bean
    Hold hold(GatewaySettings settings, AppliedDocuments documents) {
        Hold hold =
                new Hold(
                        settings.limits().holdCount(),
                        settings.limits().holdBytes(),
                        key -> room(documents, key));
        documents.onRouting(hold::changed);
        return hold;
    }

    @Bean
    LateRefusals lateRefusals() {
        return new LateRefusals(System::nanoTime);
    }

    /** A name that leads nowhere any more has room: its requests are to be told. */
    private static int room(AppliedDocuments documents, String key) {
        ModelName model = ModelName.parse(key).orElseThrow();
        return documents.routing().resolve(model) instanceof Resolution.Routed routed
                ? ReplicaSelector.room(routed.versions())
                : Integer.MAX_VALUE;
    }

    @Bean
    ReplicaWatch replicaWatch(ReplicaFleet fleet, LivenessProbe probe, Hold hold) {
        return new ReplicaWatch(fleet, probe, System::nanoTime, hold::changed);
    }

    @Bean
    Quarantine quarantine(GatewaySettings settings) {
        return new Quarantine(settings.quarantine(), System::nanoTime);
    }

    @Bean
    RelayHouse relayHouse(
            AppliedDocuments documents,
            ReplicaSelector selector,
            Hold hold,
            LateRefusals late,
            ReplicaWatch watch,
            RelayCounts counts,
            Quarantine quarantine) {
        return new RelayHouse(
                documents::routing,
                selector,
                hold,
                late,
                new RetryBudget(System::nanoTime),
                watch,
                counts,
                quarantine,
                System::nanoTime);
    }

    @Bean
    InFlight inFlight() {
        return new InFlight();
    }

    @Bean
    Passages passages() {
        return new Passages();
    }

    @Bean
    OpenStreams openStreams(GatewaySettings settings) {
        return new OpenStreams(settings.limits().keptTotalBytes());
    }

    @Bean
    LastWords lastWords(Passages passages) {
        return passages::shutDown;
    }

    @Bean
    DoorState doorState(AppliedDocuments documents, Wallet wallet) {
        return new DoorState(() -> documents.isComplete() && wallet.holds(Role.REPLICA));
    }

    @Bean
    DoorLoops doorLoops(
            DocumentWatch<RoutingDocument> routingWatch,
            DocumentWatch<AccessDocument> accessWatch,
            Goodbye goodbye,
            ReplicaWatch replicaWatch,
            Hold hold) {
        return new DoorLoops(
                routingWatch,
                accessWatch,
                goodbye,
                () -> {
                    replicaWatch.tick();
                    hold.pump();
                },
                () -> Runtime.getRuntime().halt(1));
    }
}

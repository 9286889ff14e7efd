package dev.slipway.registry;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.registry.access.ApiKeys;
import dev.slipway.registry.access.KeyBootstrap;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.DocumentSettings;
import dev.slipway.registry.document.DocumentShelf;
import dev.slipway.registry.document.DocumentSignal;
import dev.slipway.registry.document.DocumentSource;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.failpoint.Failpoints;
import dev.slipway.registry.failpoint.process.FailpointConfiguration;
import dev.slipway.registry.gateway.GatewayCalls;
import dev.slipway.registry.gateway.GatewayLeases;
import dev.slipway.registry.gateway.GatewaySettings;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.Registrations;
import dev.slipway.registry.pool.PoolSizes;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.replica.Assignments;
import dev.slipway.registry.replica.Heartbeats;
import dev.slipway.registry.replica.ReplicaLeases;
import dev.slipway.registry.replica.Replicas;
import dev.slipway.registry.replica.Sweep;
import dev.slipway.registry.replica.Withdrawals;
import dev.slipway.registry.rollout.Observatory;
import dev.slipway.registry.rollout.Rollback;
import dev.slipway.registry.rollout.RolloutProgress;
import dev.slipway.registry.rollout.RolloutStart;
import dev.slipway.registry.rollout.Rollouts;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the domain objects together. */
@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {
    @Bean
    ProcessSettings processSettings(RegistrySettings settings) {
        return settings.process();
    }

    @Bean
    DocumentSettings documentSettings(RegistrySettings settings) {
        return settings.document();
    }

    @Bean
    GatewaySettings gatewaySettings(RegistrySettings settings) {
        return settings.gateway();
    }

    @Bean
    RunFileAnnouncer runFileAnnouncer(ProcessSettings process) {
        return new RunFileAnnouncer(process.name(), process.dataDirectory());
    }

    @Bean
    Failpoints failpoints(ProcessSettings process) {
        return FailpointConfiguration.of(process.failpointsDirectory());
    }

    @Bean
    DocumentSignal documentSignal() {
        return new DocumentSignal();
    }

    @Bean
    DocumentShelf<RoutingDocument> routingShelf(
            DocumentSource<RoutingDocument> source, DocumentSettings settings) {
        return new DocumentShelf<>(source, settings.mostWatches());
    }

    @Bean
    DocumentShelf<AccessDocument> accessShelf(
            DocumentSource<AccessDocument> source, DocumentSettings settings) {
        return new DocumentShelf<>(source, settings.mostWatches());
    }

    @Bean
    GatewayCalls gatewayCalls(GatewayLeases leases, DocumentSignal signal) {
        return new GatewayCalls(leases, signal::changed);
    }

    @Bean
    Registrations registrations(Truth truth, OnceOnly once, Models models, Audit audit) {
        return new Registrations(truth, once, models, audit);
    }

    @Bean
    PoolSizes poolSizes(Truth truth, Pools pools, Audit audit) {
        return new PoolSizes(truth, pools, audit);
    }

    @Bean
    KeyBootstrap keyBootstrap(Truth truth, ApiKeys keys, Audit audit) {
        return new KeyBootstrap(truth, keys, audit);
    }

    @Bean
    Heartbeats heartbeats(
            Truth truth,
            Replicas replicas,
            Assignments assignments,
            Pools pools,
            GatewayLeases gateways) {
        return new Heartbeats(truth, replicas, assignments, pools, gateways);
    }

    @Bean
    Sweep sweep(
            Truth truth,
            ReplicaLeases leases,
            Replicas replicas,
            GatewayLeases gateways,
            RegistrySettings settings) {
        return new Sweep(truth, leases, replicas, gateways, settings.replica());
    }

    @Bean
    Withdrawals withdrawals(
            Truth truth,
            Assignments assignments,
            ReplicaLeases leases,
            GatewayLeases gateways,
            RegistrySettings settings) {
        return new Withdrawals(truth, assignments, leases, gateways, settings.replica());
    }

    @Bean
    RolloutStart rolloutStart(
            OnceOnly once,
            Models models,
            Pools pools,
            Deployments deployments,
            Rollouts rollouts,
            Assignments assignments,
            Audit audit,
            Failpoints failpoints,
            RegistrySettings settings) {
        return new RolloutStart(
                new RolloutStart.Parts(
                        once,
                        models,
                        pools,
                        deployments,
                        rollouts,
                        assignments,
                        audit,
                        failpoints,
                        () -> UuidVersion7Strategy.INSTANCE.generateUuid(null)),
                settings.rollout(),
                settings.deployment());
    }

    @Bean
    RolloutProgress rolloutProgress(
            Truth truth,
            Rollouts rollouts,
            Deployments deployments,
            Assignments assignments,
            Observatory observatory,
            Failpoints failpoints) {
        return new RolloutProgress(
                truth, rollouts, deployments, assignments, observatory, failpoints);
    }

    @Bean
    Rollback rollback(
            Truth truth,
            Rollouts rollouts,
            Deployments deployments,
            Assignments assignments,
            Audit audit) {
        return new Rollback(truth, rollouts, deployments, assignments, audit);
    }
}

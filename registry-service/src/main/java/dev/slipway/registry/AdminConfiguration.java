package dev.slipway.registry;

import dev.slipway.registry.access.ApiKeys;
import dev.slipway.registry.access.KeyMint;
import dev.slipway.registry.access.KeyWrites;
import dev.slipway.registry.alias.AliasWrites;
import dev.slipway.registry.alias.Aliases;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.deployment.DeploymentWrites;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.RestoreGuard;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.KeptAnswers;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.model.Retirement;
import dev.slipway.registry.model.VersionUses;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.replica.Assignments;
import dev.slipway.registry.rollout.RolloutSteering;
import dev.slipway.registry.rollout.Rollouts;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what only the admin API needs. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {
    @Bean
    RestoreGuard restoreGuard(Truth truth) {
        return new RestoreGuard(truth);
    }

    @Bean
    OnceOnly onceOnly(Truth truth, KeptAnswers answers) {
        return new OnceOnly(truth, answers);
    }

    @Bean
    OwnModels ownModels(Models models) {
        return new OwnModels(models);
    }

    @Bean
    Retirement retirement(
            Truth truth, OwnModels own, Models models, VersionUses uses, Audit audit) {
        return new Retirement(truth, own, models, uses, audit);
    }

    @Bean
    AliasWrites aliasWrites(
            Truth truth, OwnModels own, Models models, Aliases aliases, Audit audit) {
        return new AliasWrites(truth, own, models, aliases, audit);
    }

    @Bean
    DeploymentWrites deploymentWrites(
            Truth truth,
            OwnModels models,
            Pools pools,
            Deployments deployments,
            Assignments assignments,
            Audit audit,
            RegistrySettings settings) {
        return new DeploymentWrites(
                new DeploymentWrites.Parts(truth, models, pools, deployments, assignments, audit),
                settings.deployment());
    }

    @Bean
    RolloutSteering rolloutSteering(Truth truth, Rollouts rollouts, Audit audit) {
        return new RolloutSteering(truth, rollouts, audit);
    }

    @Bean
    KeyMint keyMint(RegistrySettings settings) {
        return new KeyMint(settings.access().keyHashSecret(), new SecureRandom());
    }

    @Bean
    KeyWrites keyWrites(Truth truth, OnceOnly once, ApiKeys keys, KeyMint mint, Audit audit) {
        return new KeyWrites(truth, once, keys, mint, audit);
    }
}

package dev.slipway.gateway;

import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.PurseFile;
import dev.slipway.trust.Renewal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenVerifier;
import dev.slipway.trust.Wallet;
import dev.slipway.trust.http.EnrolmentConfiguration;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** With what this gateway asks others, and on whose behalf. */
@Configuration(proxyBeanMethods = false)
class TrustConfiguration {
    /** Names this process to the registry: in its tokens and as a reader of documents. */
    @Bean
    UUID bootId() {
        return UUID.randomUUID();
    }

    /** On disk too: a gateway that restarts while the registry is away goes on serving. */
    @Bean
    Wallet wallet(GatewaySettings settings, UUID bootId) {
        return EnrolmentConfiguration.wallet(
                Role.GATEWAY,
                bootId.toString(),
                settings.registryUrl(),
                settings.enrolmentSecret(),
                new PurseFile(settings.stateDirectory().resolve("tokens")));
    }

    /** A replica that refused the old token is asked again with the fresh one. */
    @Bean(initMethod = "start", destroyMethod = "stop")
    Renewal renewal(Wallet wallet, ReplicaFleet fleet, Hold hold) {
        wallet.onRenewed(() -> {
            fleet.replicas().forEach(Replica::countRecovery);
            hold.changed();
        });
        return new Renewal(wallet);
    }

    @Bean
    ServiceTokens serviceTokens(Wallet wallet, GatewaySettings settings) {
        return new ServiceTokens(
                wallet, new TokenVerifier(settings.verifyKey(), InstantSource.system()));
    }

    @Bean
    CallerSeal callerSeal(ServiceTokens tokens) {
        return new CallerSeal(tokens, InstantSource.system());
    }
}

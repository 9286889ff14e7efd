package dev.slipway.inference;

import dev.slipway.inference.assignment.RegistryContact;
import dev.slipway.trust.PurseKeeper;
import dev.slipway.trust.Renewal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenVerifier;
import dev.slipway.trust.Wallet;
import dev.slipway.trust.http.EnrolmentConfiguration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may ask this replica, and with what it asks others. */
@Configuration(proxyBeanMethods = false)
class TrustConfiguration {
    @Bean
    RegistryContact registryContact() {
        return new RegistryContact(InstantSource.system());
    }

    @Bean
    Wallet wallet(InferenceSettings settings) {
        return EnrolmentConfiguration.wallet(
                Role.REPLICA,
                settings.replica().instance().toString(),
                settings.peers().registryUrl().toString(),
                settings.peers().enrolmentSecret(),
                PurseKeeper.NONE);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Renewal renewal(Wallet wallet) {
        return new Renewal(wallet);
    }

    /** Gateways that the registry cannot renew either are let in on. */
    @Bean
    ServiceTokens serviceTokens(
            InferenceSettings settings, Wallet wallet, RegistryContact contact) {
        return new ServiceTokens(
                wallet,
                new TokenVerifier(
                        settings.peers().verifyKey(),
                        InstantSource.system(),
                        token ->
                                token.role() == Role.GATEWAY
                                        && contact.excuses(token.issuedAt(), token.expiresAt())));
    }
}

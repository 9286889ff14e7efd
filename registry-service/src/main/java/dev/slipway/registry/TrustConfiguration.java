package dev.slipway.registry;

import dev.slipway.registry.enrolment.Enrolments;
import dev.slipway.registry.enrolment.TrustSettings;
import dev.slipway.supervision.environment.SettingException;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenSource;
import dev.slipway.trust.TokenVerifier;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may call, and who gets tokens. The registry calls nobody, so it has none of its own. */
@Configuration(proxyBeanMethods = false)
class TrustConfiguration {
    @Bean
    ServiceTokens serviceTokens(RegistrySettings settings) {
        return new ServiceTokens(
                TokenSource.NONE,
                new TokenVerifier(settings.trust().verifyKey(), InstantSource.system()));
    }

    @Bean
    CallerSeal callerSeal(ServiceTokens tokens) {
        return new CallerSeal(tokens, InstantSource.system());
    }

    /** Keys that do not fit each other would be noticed only by every other service. */
    @Bean
    Enrolments enrolments(RegistrySettings settings) {
        return checked(settings.trust());
    }

    static Enrolments checked(TrustSettings trust) {
        TokenSigner signer = TokenSigner.of(trust.signingKey());
        if (!new TokenVerifier(trust.verifyKey(), InstantSource.system()).trusts(signer)) {
            throw new SettingException(
                    "SLIPWAY_VERIFY_KEY has no public half of SLIPWAY_SIGNING_KEY;"
                            + " ./slipway secrets makes a pair");
        }
        return new Enrolments(
                EnrolmentSecrets.ofMaster(trust.enrolmentMaster()),
                signer,
                trust.tokenLifetime(),
                InstantSource.system());
    }
}

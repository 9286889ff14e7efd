package dev.slipway.gateway.signals.http;

import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.hold.LateRefusals;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.signals.DoorLoad;
import dev.slipway.gateway.signals.GatewayIdentity;
import dev.slipway.trust.ServiceTokens;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** Tells the load. */
@Configuration(proxyBeanMethods = false)
public class SignalsHttpConfiguration {
    @Bean
    SignalServer signalServer(
            Environment environment,
            ServiceTokens tokens,
            ReplicaFleet fleet,
            Hold hold,
            LateRefusals late,
            UUID bootId,
            JsonMapper json) {
        return new SignalServer(
                SignalSettings.read(environment::getProperty),
                tokens,
                new DoorLoad(bootId.toString(), fleet, hold, late),
                json);
    }

    @Bean
    GatewayIdentity gatewayIdentity(SignalServer signals, UUID bootId) {
        return new GatewayIdentity(bootId.toString(), signals.address());
    }
}

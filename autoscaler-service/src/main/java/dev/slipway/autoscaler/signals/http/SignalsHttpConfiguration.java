package dev.slipway.autoscaler.signals.http;

import dev.slipway.autoscaler.signals.SignalSource;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.Role;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Makes the reader of signals. */
public final class SignalsHttpConfiguration {
    private SignalsHttpConfiguration() {}

    /**
     * A reader.
     *
     * @param tokens the autoscaler's by callee
     * @param connect bound of making a connection
     * @param quiet longest wait for the next signal
     */
    public static SignalSource source(
            Function<Role, PeerToken> tokens, Duration connect, Duration quiet) {
        return new HttpSignalSource(
                tokens,
                connect,
                quiet,
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build());
    }
}

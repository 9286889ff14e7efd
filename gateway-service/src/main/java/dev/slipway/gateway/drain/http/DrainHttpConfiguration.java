package dev.slipway.gateway.drain.http;

import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.drain.Drain;
import dev.slipway.gateway.drain.LastWords;
import dev.slipway.gateway.outcome.InFlight;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Drains before the web server stops. */
@Configuration(proxyBeanMethods = false)
public class DrainHttpConfiguration {
    @Bean
    ListeningSocket listeningSocket() {
        return new ListeningSocket();
    }

    @Bean
    DrainLifecycle drainLifecycle(
            DoorState state, ListeningSocket socket, InFlight inFlight, LastWords lastWords) {
        return new DrainLifecycle(
                new Drain(
                        state,
                        socket::stopListening,
                        inFlight::count,
                        lastWords,
                        System::nanoTime,
                        Thread::sleep));
    }
}

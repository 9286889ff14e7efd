package dev.slipway.gateway.drain.http;

import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.drain.Drain;
import dev.slipway.gateway.drain.Entrance;
import dev.slipway.gateway.drain.LastWords;
import dev.slipway.gateway.outcome.InFlight;
import java.util.List;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Drains before the web server stops, and says whether the door is open. */
@Configuration(proxyBeanMethods = false)
public class DrainHttpConfiguration {
    @Bean
    ListeningSocket listeningSocket() {
        return new ListeningSocket();
    }

    @Bean
    HealthIndicator doorHealthIndicator(DoorState state) {
        return new DoorHealthIndicator(state);
    }

    @Bean
    DrainLifecycle drainLifecycle(
            DoorState state, List<Entrance> entrances, InFlight inFlight, LastWords lastWords) {
        return new DrainLifecycle(
                new Drain(
                        state,
                        () -> entrances.forEach(Entrance::stopListening),
                        inFlight::count,
                        lastWords,
                        System::nanoTime,
                        Thread::sleep));
    }
}

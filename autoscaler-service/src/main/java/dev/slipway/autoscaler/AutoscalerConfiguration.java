package dev.slipway.autoscaler;

import dev.slipway.autoscaler.actuator.Actuator;
import dev.slipway.autoscaler.actuator.ExternalActuator;
import dev.slipway.autoscaler.actuator.InstanceIds;
import dev.slipway.autoscaler.actuator.process.ProcessActuatorConfiguration;
import dev.slipway.autoscaler.sizing.SizingLoop;
import dev.slipway.autoscaler.sizing.SizingObserver;
import dev.slipway.autoscaler.sizing.http.RegistryConfiguration;
import dev.slipway.autoscaler.sizing.metrics.SizingMetricsConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Beans of domain objects. */
@Configuration(proxyBeanMethods = false)
class AutoscalerConfiguration {

    @Bean
    AutoscalerSettings settings(Environment environment) {
        return AutoscalerSettings.of(environment);
    }

    @Bean
    Actuator actuator(AutoscalerSettings settings) {
        AutoscalerSettings.ActuatorSettings actuator = settings.actuator();
        return actuator.startsProcesses()
                ? ProcessActuatorConfiguration.actuator(
                        Path.of(actuator.dataDirectory()),
                        Path.of(actuator.replicaCommand()),
                        new InstanceIds(InstantSource.system()))
                : new ExternalActuator();
    }

    @Bean
    SizingObserver sizingObserver(MeterRegistry meters) {
        return SizingMetricsConfiguration.observer(meters);
    }

    @Bean
    SizingLoop sizingLoop(AutoscalerSettings settings, Actuator actuator, SizingObserver observer) {
        return new SizingLoop(
                settings.sizing(),
                actuator,
                RegistryConfiguration.registry(settings.registry()),
                RegistryConfiguration.probe(settings.registry()),
                observer,
                SteadyClock.fromNow(),
                work -> Thread.ofVirtual().start(work));
    }

    @Bean
    SmartLifecycle sizingThread(SizingLoop loop) {
        return new LoopThread(loop);
    }
}

package dev.slipway.autoscaler;

import dev.slipway.autoscaler.actuator.Actuator;
import dev.slipway.autoscaler.actuator.ExternalActuator;
import dev.slipway.autoscaler.actuator.InstanceIds;
import dev.slipway.autoscaler.actuator.process.ProcessActuatorConfiguration;
import dev.slipway.autoscaler.signals.SignalBoard;
import dev.slipway.autoscaler.signals.SignalWatch;
import dev.slipway.autoscaler.signals.http.SignalsHttpConfiguration;
import dev.slipway.autoscaler.sizing.SizingLoop;
import dev.slipway.autoscaler.sizing.SizingObserver;
import dev.slipway.autoscaler.sizing.http.RegistryConfiguration;
import dev.slipway.autoscaler.sizing.load.LoadSizes;
import dev.slipway.autoscaler.sizing.metrics.SizingMetricsConfiguration;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.ServiceTokens;
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
    ServiceTokens serviceTokens(AutoscalerSettings settings) {
        return new ServiceTokens(ServiceSecret.ofHex(settings.registry().serviceSecret()));
    }

    @Bean
    CallerSeal callerSeal(AutoscalerSettings settings) {
        return new CallerSeal(ServiceSecret.ofHex(settings.registry().serviceSecret()));
    }

    @Bean
    InstantSource steadyClock() {
        return SteadyClock.fromNow();
    }

    @Bean
    SignalBoard signalBoard(AutoscalerSettings settings, InstantSource steadyClock) {
        return new SignalBoard(settings.sizing().load().staleAfter(), steadyClock);
    }

    @Bean
    SignalWatch signalWatch(AutoscalerSettings settings, ServiceTokens tokens, SignalBoard board) {
        return new SignalWatch(
                RegistryConfiguration.gateways(settings.registry()),
                SignalsHttpConfiguration.source(
                        tokens,
                        settings.registry().connectTimeout(),
                        settings.sizing().load().staleAfter()),
                board);
    }

    @Bean
    LoadSizes loadSizes(
            AutoscalerSettings settings,
            SignalBoard board,
            SignalWatch watch,
            InstantSource steadyClock) {
        return new LoadSizes(
                settings.sizing().load(),
                settings.actuator().startsProcesses() ? "process" : "external",
                board::demand,
                watch::replicasAre,
                steadyClock);
    }

    @Bean
    SizingLoop sizingLoop(
            AutoscalerSettings settings,
            Actuator actuator,
            SizingObserver observer,
            LoadSizes sizes,
            InstantSource steadyClock) {
        return new SizingLoop(
                settings.sizing(),
                actuator,
                RegistryConfiguration.registry(settings.registry()),
                RegistryConfiguration.probe(settings.registry()),
                observer,
                sizes,
                steadyClock,
                work -> Thread.ofVirtual().start(work));
    }

    @Bean
    SmartLifecycle sizingThread(SizingLoop loop) {
        return new LoopThread("sizing", loop);
    }

    @Bean
    SmartLifecycle signalThread(SignalWatch watch) {
        return new LoopThread("signals", watch);
    }
}

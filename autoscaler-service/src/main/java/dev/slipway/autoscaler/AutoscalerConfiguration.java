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
import dev.slipway.trust.Renewal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenVerifier;
import dev.slipway.trust.Wallet;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

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
    Wallet wallet(AutoscalerSettings settings) {
        return RegistryConfiguration.wallet(settings.registry());
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Renewal renewal(Wallet wallet) {
        return new Renewal(wallet);
    }

    @Bean
    ServiceTokens serviceTokens(AutoscalerSettings settings, Wallet wallet) {
        return new ServiceTokens(
                wallet, new TokenVerifier(settings.registry().verifyKey(), InstantSource.system()));
    }

    @Bean
    CallerSeal callerSeal(ServiceTokens tokens) {
        return new CallerSeal(tokens, InstantSource.system());
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
    HttpServiceProxyFactory registryCalls(AutoscalerSettings settings, Wallet wallet) {
        return RegistryConfiguration.calls(settings.registry(), wallet.towards(Role.REGISTRY));
    }

    @Bean
    SignalWatch signalWatch(
            AutoscalerSettings settings,
            HttpServiceProxyFactory registryCalls,
            Wallet wallet,
            SignalBoard board) {
        return new SignalWatch(
                RegistryConfiguration.gateways(registryCalls),
                SignalsHttpConfiguration.source(
                        wallet::towards,
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
            HttpServiceProxyFactory registryCalls,
            SizingObserver observer,
            LoadSizes sizes,
            InstantSource steadyClock) {
        return new SizingLoop(
                settings.sizing(),
                actuator,
                RegistryConfiguration.registry(registryCalls),
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

package dev.slipway.gateway;

import dev.slipway.gateway.admin.http.AdminHttpConfiguration;
import dev.slipway.gateway.document.disk.DocumentFilesConfiguration;
import dev.slipway.gateway.document.http.RegistryDocumentsConfiguration;
import dev.slipway.gateway.drain.http.DrainHttpConfiguration;
import dev.slipway.gateway.outcome.metrics.RequestCountersConfiguration;
import dev.slipway.gateway.probe.http.LivezProbeConfiguration;
import dev.slipway.gateway.quarantine.metrics.QuarantineMetricsConfiguration;
import dev.slipway.gateway.relay.grpc.RelayGrpcConfiguration;
import dev.slipway.gateway.relay.http.RelayHttpConfiguration;
import dev.slipway.gateway.relay.metrics.AttemptCountersConfiguration;
import dev.slipway.gateway.routing.loadbalancer.ReplicaPickerConfiguration;
import dev.slipway.gateway.routing.resilience.BreakersConfiguration;
import dev.slipway.gateway.signals.http.SignalsHttpConfiguration;
import dev.slipway.gateway.vitals.metrics.VitalsConfiguration;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RequiredVariables;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Starts the gateway. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    GatewayConfiguration.class,
    TrustConfiguration.class,
    RegistryDocumentsConfiguration.class,
    DocumentFilesConfiguration.class,
    BreakersConfiguration.class,
    ReplicaPickerConfiguration.class,
    LivezProbeConfiguration.class,
    RequestCountersConfiguration.class,
    AttemptCountersConfiguration.class,
    VitalsConfiguration.class,
    QuarantineMetricsConfiguration.class,
    RelayHttpConfiguration.class,
    RelayGrpcConfiguration.class,
    SignalsHttpConfiguration.class,
    AdminHttpConfiguration.class,
    DrainHttpConfiguration.class
})
public class GatewayApplication {
    public static void main(String[] arguments) throws IOException {
        RequiredVariables.orHalt(
                arguments,
                "SLIPWAY_VERIFY_KEY",
                "SLIPWAY_ENROLMENT_SECRET",
                "SLIPWAY_KEY_HASH_SECRET",
                "SLIPWAY_REGISTRY_URL",
                "SLIPWAY_REGISTRY_ADMIN_URL",
                "SLIPWAY_STORE_ADMIN_URL",
                "SLIPWAY_STATE_DIR");
        String data = System.getenv("SLIPWAY_DATA_DIR");
        String name = System.getenv().getOrDefault("SLIPWAY_NAME", "gateway");
        RunFile run = RunFile.current(name, Map.of());
        if (data != null) {
            run.write(Path.of(data));
        }
        LauncherWatch.start(System.getenv(LauncherWatch.LAUNCHER));
        ConfigurableApplicationContext application =
                SpringApplication.run(GatewayApplication.class, arguments);
        if (data != null) {
            run.with(ports(application.getEnvironment())).write(Path.of(data));
        }
    }

    private static Map<String, String> ports(Environment environment) {
        return Map.of(
                RunFile.PORT,
                port(environment.getProperty("local.server.port")),
                RunFile.GRPC_PORT,
                port(environment.getProperty("local.grpc.port")),
                RunFile.MANAGEMENT_PORT,
                port(environment.getProperty("local.management.port")));
    }

    private static String port(@Nullable String port) {
        return port == null ? "0" : port;
    }
}

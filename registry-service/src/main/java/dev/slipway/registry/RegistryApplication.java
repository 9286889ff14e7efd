package dev.slipway.registry;

import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RequiredVariables;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The registry's process. */
@SpringBootApplication
@EnableConfigurationProperties(RegistrySettings.class)
public class RegistryApplication {

    /** Says who it is first of all, then starts. */
    public static void main(String[] arguments) {
        RequiredVariables.orHalt(
                arguments,
                "SLIPWAY_SIGNING_KEY",
                "SLIPWAY_VERIFY_KEY",
                "SLIPWAY_ENROLMENT_MASTER",
                "SLIPWAY_KEY_HASH_SECRET",
                "SLIPWAY_DB_PASSWORD",
                "SLIPWAY_DB_URL",
                "SLIPWAY_DB_USER");
        Map<String, String> environment = System.getenv();
        new RunFileAnnouncer(
                        environment.getOrDefault("SLIPWAY_NAME", "registry"),
                        environment.getOrDefault("SLIPWAY_DATA_DIR", ""))
                .announce(Map.of());
        LauncherWatch.start(environment.get(LauncherWatch.LAUNCHER));
        SpringApplication.run(RegistryApplication.class, arguments);
    }
}

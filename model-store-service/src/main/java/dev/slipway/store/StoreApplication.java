package dev.slipway.store;

import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RequiredVariables;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The process of the model store. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(StoreConfiguration.class)
public class StoreApplication {
    /** Says who it is before it does anything else, so that a launcher can always find it. */
    public static void main(String[] args) throws IOException {
        RequiredVariables.orHalt(
                args,
                "SLIPWAY_VERIFY_KEY",
                "SLIPWAY_ENROLMENT_SECRET",
                "SLIPWAY_DB_PASSWORD",
                "SLIPWAY_S3_ACCESS_KEY",
                "SLIPWAY_S3_SECRET_KEY",
                "SLIPWAY_DB_URL",
                "SLIPWAY_DB_USER",
                "SLIPWAY_S3_ENDPOINT",
                "SLIPWAY_REGISTRY_URL");
        Map<String, String> environment = System.getenv();
        String dataDirectory = environment.getOrDefault("SLIPWAY_DATA_DIR", "");
        if (!dataDirectory.isBlank()) {
            RunFile.current(environment.getOrDefault("SLIPWAY_NAME", "store"), Map.of())
                    .write(Path.of(dataDirectory));
        }
        LauncherWatch.start(environment.get(LauncherWatch.LAUNCHER));
        SpringApplication.run(StoreApplication.class, args);
    }
}

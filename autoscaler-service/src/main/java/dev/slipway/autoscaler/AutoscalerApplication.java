package dev.slipway.autoscaler;

import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RequiredVariables;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service that holds each pool at its number of replicas. */
@SpringBootApplication
public class AutoscalerApplication {

    public static void main(String[] arguments) throws IOException {
        RequiredVariables.orHalt(
                arguments,
                "SLIPWAY_VERIFY_KEY",
                "SLIPWAY_ENROLMENT_SECRET",
                "SLIPWAY_REGISTRY_URL");
        LauncherWatch.start(System.getenv(LauncherWatch.LAUNCHER));
        String dataDirectory = System.getenv("SLIPWAY_DATA_DIR");
        SpringApplication application = new SpringApplication(AutoscalerApplication.class);
        if (dataDirectory != null && !dataDirectory.isBlank()) {
            String name = System.getenv().getOrDefault("SLIPWAY_NAME", "autoscaler");
            RunFile run = RunFile.current(name, Map.of());
            Path folder = Path.of(dataDirectory);
            run.write(folder);
            application.addListeners(new PortReport(run, folder));
        }
        var _ = application.run(arguments);
    }
}

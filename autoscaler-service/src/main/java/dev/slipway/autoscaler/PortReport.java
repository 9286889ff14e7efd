package dev.slipway.autoscaler;

import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Writes down where the service listens once it does. */
final class PortReport implements ApplicationListener<WebServerInitializedEvent> {
    private final RunFile run;
    private final Path dataDirectory;

    PortReport(RunFile run, Path dataDirectory) {
        this.run = run;
        this.dataDirectory = dataDirectory;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        String port = String.valueOf(event.getWebServer().getPort());
        try {
            run.with(Map.of(RunFile.PORT, port, RunFile.MANAGEMENT_PORT, port))
                    .write(dataDirectory);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("the run file cannot be written", unwritable);
        }
    }
}

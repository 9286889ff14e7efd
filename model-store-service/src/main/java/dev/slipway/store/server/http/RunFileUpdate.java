package dev.slipway.store.server.http;

import dev.slipway.store.server.ListeningPorts;
import dev.slipway.store.server.ProcessSettings;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Writes the run file again once the ports are known. */
final class RunFileUpdate implements ApplicationListener<ApplicationReadyEvent> {
    private final ProcessSettings settings;
    private final ListeningPorts ports;

    RunFileUpdate(ProcessSettings settings, ListeningPorts ports) {
        this.settings = settings;
        this.ports = ports;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        if (settings.dataDirectory().isEmpty()) {
            return;
        }
        try {
            RunFile.current(
                            settings.name(),
                            Map.of(
                                    RunFile.PORT, String.valueOf(ports.main()),
                                    RunFile.INTERNAL_PORT, String.valueOf(ports.internal()),
                                    RunFile.MANAGEMENT_PORT, String.valueOf(ports.management())))
                    .write(settings.dataDirectory().get());
        } catch (IOException failed) {
            throw new UncheckedIOException("the run file cannot be written", failed);
        }
    }
}

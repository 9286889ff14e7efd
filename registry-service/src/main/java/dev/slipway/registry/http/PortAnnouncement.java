package dev.slipway.registry.http;

import dev.slipway.registry.RunFileAnnouncer;
import dev.slipway.supervision.RunFile;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Collects the bound ports and announces them once everything listens. */
@Component
class PortAnnouncement {
    private final InternalConnector internal;
    private final RunFileAnnouncer announcer;
    private final Map<String, String> ports = new HashMap<>();

    PortAnnouncement(InternalConnector internal, RunFileAnnouncer announcer) {
        this.internal = internal;
        this.announcer = announcer;
    }

    @EventListener
    void bound(WebServerInitializedEvent event) {
        boolean management =
                "management".equals(event.getApplicationContext().getServerNamespace());
        ports.put(
                management ? RunFile.MANAGEMENT_PORT : RunFile.PORT,
                String.valueOf(event.getWebServer().getPort()));
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        ports.put(RunFile.INTERNAL_PORT, String.valueOf(internal.port()));
        announcer.announce(ports);
    }
}

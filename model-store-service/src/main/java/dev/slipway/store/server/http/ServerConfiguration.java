package dev.slipway.store.server.http;

import dev.slipway.store.server.ListeningPorts;
import dev.slipway.store.server.ProcessSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ports of this process. */
@Configuration(proxyBeanMethods = false)
public class ServerConfiguration {
    @Bean
    TomcatPorts tomcatPorts(ProcessSettings settings) {
        return new TomcatPorts(settings);
    }

    @Bean
    RunFileUpdate runFileUpdate(ProcessSettings settings, ListeningPorts ports) {
        return new RunFileUpdate(settings, ports);
    }
}

package dev.slipway.registry.http;

import dev.slipway.registry.ProcessSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The second port: only services call there. */
@Component
class InternalConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final int MOST_CONNECTIONS = 1_024;
    private static final int CONNECTION_TIMEOUT_MS = 20_000;

    private final Connector connector;

    InternalConnector(ProcessSettings settings, Environment environment, ServerProperties server)
            throws UnknownHostException {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setAddress(
                InetAddress.getByName(environment.getProperty("server.address", "127.0.0.1")));
        protocol.setExecutor(new VirtualThreadExecutor("internal-"));
        protocol.setMaxConnections(MOST_CONNECTIONS);
        protocol.setMaxKeepAliveRequests(-1);
        protocol.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        // Spring applies this to the main port and to the management port alone.
        protocol.setMaxHttpRequestHeaderSize((int) server.getMaxHttpRequestHeaderSize().toBytes());
        connector = new Connector(protocol);
        connector.setPort(settings.internalPort());
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(connector);
    }

    /** The bound port; -1 before it is bound. */
    int port() {
        return connector.getLocalPort();
    }
}

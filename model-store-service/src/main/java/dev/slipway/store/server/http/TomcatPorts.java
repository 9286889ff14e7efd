package dev.slipway.store.server.http;

import dev.slipway.store.server.ListeningPorts;
import dev.slipway.store.server.ProcessSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Adds the internal port to Tomcat and remembers the ports that were bound. */
final class TomcatPorts
        implements ListeningPorts,
                WebServerFactoryCustomizer<TomcatServletWebServerFactory>,
                ApplicationListener<WebServerInitializedEvent> {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

    private final Connector internal = new Connector(Http11NioProtocol.class.getName());
    private volatile int main;
    private volatile int management;

    TomcatPorts(ProcessSettings settings) {
        internal.setPort(settings.internalPort());
        Http11NioProtocol protocol = (Http11NioProtocol) internal.getProtocolHandler();
        protocol.setAddress(addressOf(settings.bind()));
        protocol.setExecutor(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("internal-", 0).factory()));
        protocol.setConnectionTimeout((int) READ_TIMEOUT.toMillis());
        protocol.setKeepAliveTimeout((int) KEEP_ALIVE.toMillis());
        protocol.setMaxKeepAliveRequests(-1);
    }

    /** A client that asks first is told to send its body only once somebody wants it. */
    private static void continueWhenRead(Http11NioProtocol protocol) {
        protocol.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
    }

    private static InetAddress addressOf(String bind) {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    "slipway.process.bind is no address of this machine", unknown);
        }
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(internal);
        factory.addConnectorCustomizers(
                connector -> continueWhenRead((Http11NioProtocol) connector.getProtocolHandler()));
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        int port = event.getWebServer().getPort();
        if ("management".equals(event.getApplicationContext().getServerNamespace())) {
            management = port;
        } else {
            main = port;
        }
    }

    @Override
    public int main() {
        return main;
    }

    @Override
    public int internal() {
        return internal.getLocalPort();
    }

    @Override
    public int management() {
        return management;
    }
}

package dev.slipway.local.readiness.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.local.readiness.Readiness;
import dev.slipway.local.services.ServiceName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HttpReadinessTest {
    @Test
    void only200OnTheReadinessPathIsReady() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/actuator/health/readiness",
                exchange -> {
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        server.start();
        int port = server.getAddress().getPort();
        Readiness readiness = ReadinessConfiguration.readiness(name -> port);
        try {
            assertThat(readiness.isReady(ServiceName.STORE)).isTrue();
            status.set(503);
            assertThat(readiness.isReady(ServiceName.STORE)).isFalse();
        } finally {
            server.stop(0);
        }
        assertThat(readiness.isReady(ServiceName.STORE)).isFalse();
    }
}

package dev.slipway.gateway.drain.http;

import dev.slipway.gateway.drain.Entrance;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The door's listening socket, which closes before the connections that it accepted. */
final class ListeningSocket implements NettyServerCustomizer, Entrance {
    private final AtomicReference<@Nullable DisposableServer> bound = new AtomicReference<>();

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnBound(socket -> bound.compareAndSet(null, socket));
    }

    @Override
    public void stopListening() {
        DisposableServer socket = bound.get();
        if (socket != null && socket.channel().isOpen()) {
            socket.channel().close().syncUninterruptibly();
        }
    }
}

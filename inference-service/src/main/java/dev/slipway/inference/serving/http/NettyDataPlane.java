package dev.slipway.inference.serving.http;

import dev.slipway.inference.serving.DataPlane;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.serving.ServingSettings;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Reactor Netty, because it notices a client that leaves. Its event loops only parse heads, move
 * bytes and read the shortest bodies of tensors, which takes some microseconds: all others are
 * read, and models run, on other threads, so {@code /livez} answers whatever they do.
 */
final class NettyDataPlane implements DataPlane {
    private static final int EVENT_LOOPS = 2;
    private static final int MOST_LINE_BYTES = 8 << 10;
    private static final int MOST_HEADER_BYTES = 32 << 10;

    private final ServingSettings settings;
    private final RequestHandler handler;
    private final RequestCounters counters;
    private final LoopResources loops = LoopResources.create("data-plane", EVENT_LOOPS, true);
    private @Nullable DisposableServer server;

    NettyDataPlane(ServingSettings settings, RequestHandler handler, RequestCounters counters) {
        this.settings = settings;
        this.handler = handler;
        this.counters = counters;
    }

    @Override
    public synchronized int start() {
        DisposableServer started =
                HttpServer.create()
                        .host(settings.bind())
                        .port(settings.port())
                        .runOn(loops)
                        .idleTimeout(settings.idle())
                        .httpRequestDecoder(limits ->
                                limits.maxInitialLineLength(MOST_LINE_BYTES)
                                        .maxHeaderSize(MOST_HEADER_BYTES))
                        .doOnChannelInit((_, channel, _) -> bound(channel))
                        .handle(handler::handle)
                        .bindNow();
        server = started;
        return started.port();
    }

    private void bound(Channel channel) {
        channel.pipeline()
                .addFirst(
                        "unread-answers",
                        new UnreadAnswers(settings.unread(), counters::closedUnread))
                .addAfter(
                        NettyPipeline.HttpCodec,
                        "pipelined-requests",
                        new PipelinedRequests(counters::closedPipelined));
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.disposeNow();
        }
        loops.dispose();
    }
}

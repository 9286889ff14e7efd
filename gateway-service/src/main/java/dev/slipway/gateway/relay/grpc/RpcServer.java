package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.drain.Entrance;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import reactor.netty.resources.LoopResources;

/**
 * gRPC's own port, on the event loops of everything else: a call begins on the loop of its
 * connection and stays there. The port that was taken is the property {@value #PORT}.
 */
final class RpcServer implements SmartLifecycle, Entrance {
    static final String PORT = "local.grpc.port";
    private static final int FEWEST_CALLS = 100;
    private static final long IDLE_MINUTES = 5;
    private static final long HANDSHAKE_SECONDS = 20;
    private static final long SHORTEST_PING_SECONDS = 10;
    private static final long END_SECONDS = 1;

    private final RpcSettings settings;
    private final DoorLimits limits;
    private final ByteBudget budget;
    private final RpcDoor door;
    private final LoopResources loops;
    private final ConfigurableEnvironment environment;
    private volatile @Nullable Server server;

    public RpcServer(
            RpcSettings settings,
            DoorLimits limits,
            ByteBudget budget,
            RpcDoor door,
            LoopResources loops,
            ConfigurableEnvironment environment) {
        this.settings = settings;
        this.limits = limits;
        this.budget = budget;
        this.door = door;
        this.loops = loops;
        this.environment = environment;
    }

    @Override
    public void start() {
        EventLoopGroup group = loops.onServer(LoopResources.DEFAULT_NATIVE);
        Server started =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(settings.bind(), settings.port()))
                        .bossEventLoopGroup(group)
                        .workerEventLoopGroup(group)
                        .channelType(loops.onChannelClass(ServerSocketChannel.class, group))
                        .directExecutor()
                        .addService(door.service())
                        .fallbackHandlerRegistry(door.others())
                        .addStreamTracerFactory(
                                MessageArrival.factory(
                                        limits.maxBodyBytes(), budget, System::nanoTime))
                        .decompressorRegistry(LateGzip.registry())
                        // Longer messages are refused by who counts their bytes, with a sentence.
                        .maxInboundMessageSize(Integer.MAX_VALUE)
                        .maxInboundMetadataSize(limits.maxHeaderBytes())
                        .maxConcurrentCallsPerConnection(Math.max(FEWEST_CALLS, limits.holdCount()))
                        .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
                        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                        .permitKeepAliveTime(SHORTEST_PING_SECONDS, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .build();
        try {
            started.start();
        } catch (IOException taken) {
            throw new UncheckedIOException(
                    "SLIPWAY_GRPC_PORT " + settings.port() + " cannot be listened on", taken);
        }
        server = started;
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("grpc", Map.of(PORT, started.getPort())));
    }

    @Override
    public void stopListening() {
        Server running = server;
        if (running != null) {
            running.shutdown();
            door.finishStreams();
        }
    }

    @Override
    public void stop() {
        Server running = server;
        server = null;
        if (running == null) {
            return;
        }
        try {
            if (!running.shutdown().awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                var _ = running.shutdownNow().awaitTermination(END_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException hurried) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Starts after the door's loops and stops after the drain. */
    @Override
    public int getPhase() {
        return 1;
    }
}

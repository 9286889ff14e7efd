package dev.slipway.inference;

import dev.slipway.inference.assignment.HeartbeatLoop;
import dev.slipway.inference.assignment.ReplicaIdentity;
import dev.slipway.inference.drain.Drain;
import dev.slipway.inference.serving.DataPlane;
import dev.slipway.telemetry.Tracing;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The replica of this process: it listens, then says so, and at last lets go. */
final class Replica implements AutoCloseable {
    private final InferenceSettings.Identity settings;
    private final String bind;
    private final DataPlane dataPlane;
    private final Function<ReplicaIdentity, HeartbeatLoop> heartbeats;
    private final Function<HeartbeatLoop, Drain> drains;
    private final Tracing tracing;
    private @Nullable HeartbeatLoop heartbeat;

    Replica(
            InferenceSettings.Identity settings,
            String bind,
            DataPlane dataPlane,
            Function<ReplicaIdentity, HeartbeatLoop> heartbeats,
            Function<HeartbeatLoop, Drain> drains,
            Tracing tracing) {
        this.settings = settings;
        this.bind = bind;
        this.dataPlane = dataPlane;
        this.heartbeats = heartbeats;
        this.drains = drains;
        this.tracing = tracing;
    }

    /** Listens and returns the port; heartbeats begin with {@link #join}. */
    int listen() {
        return dataPlane.start();
    }

    ReplicaIdentity identity(int port) {
        String advertised = settings.advertiseAddress();
        return new ReplicaIdentity(
                settings.instance(),
                settings.pool(),
                advertised == null || advertised.isBlank() ? host() + ":" + port : advertised,
                ProcessHandle.current().pid());
    }

    private String host() {
        if (!bind.equals("0.0.0.0") && !bind.equals("::")) {
            return bind;
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException noName) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    synchronized void join(ReplicaIdentity identity) {
        HeartbeatLoop loop = heartbeats.apply(identity);
        heartbeat = loop;
        loop.start();
    }

    /** Drains if it ever joined; does not end the process. */
    void drain() throws InterruptedException {
        HeartbeatLoop loop;
        synchronized (this) {
            loop = heartbeat;
        }
        if (loop != null) {
            drains.apply(loop).run();
        }
        tracing.close();
    }

    /** Ends without draining. */
    @Override
    public synchronized void close() {
        if (heartbeat != null) {
            heartbeat.stop();
        }
    }
}

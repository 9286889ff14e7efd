package dev.slipway.autoscaler.signals;

import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.ReplicaSignal;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reads the signals of one process. Both calls return when the stream ends in order, and fail when
 * it breaks, says what is no signal, or is quiet for some seconds; an interrupt ends them.
 */
public interface SignalSource {
    void followGateway(String address, Consumer<GatewaySignal> heard) throws IOException;

    void followReplica(String address, Consumer<ReplicaSignal> heard) throws IOException;
}

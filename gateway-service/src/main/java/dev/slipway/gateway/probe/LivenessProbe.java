package dev.slipway.gateway.probe;

import java.util.function.Consumer;

/** Asks {@code /livez} on a fresh connection; answers within one second, from any thread. */
public interface LivenessProbe {
    /** True when anything answered over HTTP. */
    void probe(String address, Consumer<Boolean> alive);
}

package dev.slipway.local.control;

import java.util.function.Consumer;

/** Does what was asked. */
@FunctionalInterface
public interface ControlHandler {
    /**
     * Handles one request; may take as long as the work does.
     *
     * @param line takes what the asker shall see, at any time before this returns
     * @throws ControlRefusal when it could not be done
     */
    void handle(ControlRequest request, Consumer<String> line)
            throws ControlRefusal, InterruptedException;
}

package dev.slipway.gateway.drain;

import java.util.function.BooleanSupplier;

/** Whether the door takes requests. */
public final class DoorState {
    private final BooleanSupplier documentsComplete;
    private volatile boolean closing;

    public DoorState(BooleanSupplier documentsComplete) {
        this.documentsComplete = documentsComplete;
    }

    public boolean isReady() {
        return !closing && documentsComplete.getAsBoolean();
    }

    public boolean isClosing() {
        return closing;
    }

    public void close() {
        closing = true;
    }
}

package dev.slipway.inference.serving;

/** The server that carries requests to the {@link Door}. */
public interface DataPlane {
    /** Begins to listen and returns the port. */
    int start();

    /** Closes every connection. */
    void stop();
}

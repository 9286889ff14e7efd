package dev.slipway.store.server;

/** The ports on which this process really listens; 0 before it does. */
public interface ListeningPorts {
    int main();

    int internal();

    int management();
}

package dev.slipway.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Proposes a loopback port below the range that the system gives to outgoing connections: a port of
 * that range can be taken by a client while its server restarts, and a client that dials a dead one
 * can even meet itself. A proposal may be taken by the time it is used; the user then asks again.
 */
public final class FreePort {
    private static final int LOWEST = 18_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;

    private FreePort() {}

    /**
     * Proposes a port that was free a moment ago.
     *
     * @throws IOException when none of 200 random ports was free
     */
    public static int propose() throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

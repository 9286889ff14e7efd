package dev.slipway.e2e.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes on to a port, until it is cut: then every connection is reset and new ones are
 * accepted and reset too, as by a network that is gone. With several ports each connection goes to
 * the next one that listens, as behind a balancer.
 */
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> targets;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    public TcpRelay(int target) throws IOException {
        this(0, List.of(target));
    }

    /**
     * Listens.
     *
     * @param port to listen on; 0 is any
     */
    public TcpRelay(int port, List<Integer> targets) throws IOException {
        this.server = new ServerSocket();
        this.server.setReuseAddress(true);
        this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        this.targets = List.copyOf(targets);
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void cut() {
        cut = true;
        open.forEach(TcpRelay::reset);
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket client) {
        open.add(client);
        Socket upstream = new Socket();
        try {
            if (!cut) {
                upstream = connect();
                open.add(upstream);
                Socket chosen = upstream;
                Thread back = Thread.ofVirtual().start(() -> pump(chosen, client));
                pump(client, chosen);
                back.join();
            }
        } catch (IOException | InterruptedException gone) {
            // Both sides are reset below, which is what they would see of a broken network.
        } finally {
            reset(client);
            reset(upstream);
            open.remove(client);
            open.remove(upstream);
        }
    }

    private Socket connect() throws IOException {
        int first = accepted.getAndIncrement();
        IOException nobody = new IOException("nobody listens");
        for (int i = 0; i < targets.size(); i++) {
            Socket socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                targets.get((first + i) % targets.size())),
                        1000);
                return socket;
            } catch (IOException refused) {
                socket.close();
                nobody.addSuppressed(refused);
            }
        }
        throw nobody;
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0 && !cut; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException alreadyClosed) {
            // Closed by the other pump in the meantime.
        }
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // Nothing is left to reset.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        server.close();
    }
}

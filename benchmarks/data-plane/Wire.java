import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection to a server on the loopback that waits for nothing; opened again after its end. */
final class Wire {
    private final Selector selector;
    private final int port;
    private final Object whose;
    private final ByteBuffer in;
    private SocketChannel channel;
    private SelectionKey key;

    /**
     * @param whose what the selector's keys of it carry
     * @param bytes how much of an answer it reads at once
     */
    Wire(Selector selector, int port, Object whose, int bytes) {
        this.selector = selector;
        this.port = port;
        this.whose = whose;
        this.in = ByteBuffer.allocateDirect(bytes);
    }

    boolean isOpen() {
        return channel != null;
    }

    void open() throws IOException {
        channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, whose);
        in.clear().limit(0);
    }

    /** Sends what the system takes now; while there is a rest, the key tells when it takes more. */
    void write(ByteBuffer out) throws IOException {
        channel.write(out);
        int wanted =
                out.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** What has come and what of before was not taken; null where the server has closed. */
    ByteBuffer read() throws IOException {
        in.compact();
        int read = channel.read(in);
        in.flip();
        return read < 0 ? null : in;
    }

    void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException closed) {
            // It is of no more use either way.
        }
        channel = null;
    }
}

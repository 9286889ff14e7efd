import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A closed loop of HTTP/1.1 requests that were made before, on connections that are kept, by one
 * thread: it shares the processors with what it measures and must cost little beside it.
 *
 * <p>Each line that it reads is one measurement, in {@code key=value} words: {@code port},
 * {@code connections}, {@code warm} and {@code seconds}, {@code multiple} and {@code processes} as
 * {@link Window} explains them, and {@code requests}, a file of whole requests, each after its
 * length in four bytes, little-endian. Each is answered by one line of JSON. It ends with its
 * input.
 */
final class Load {
    private static final long SILENCE_NANOS = 60_000_000_000L;
    private static final int BUFFER = 64 * 1024;

    private final int port;
    private final ByteBuffer[] requests;
    private final Window window;
    private final Selector selector;

    private int next;
    private int inFlight;

    private Load(Map<String, String> words) throws IOException {
        port = Integer.parseInt(words.get("port"));
        requests = read(Path.of(words.get("requests")));
        window =
                new Window(
                        words.getOrDefault("processes", ""),
                        nanos(words.get("warm")),
                        nanos(words.get("seconds")),
                        Integer.parseInt(words.getOrDefault("multiple", "1")));
        selector = Selector.open();
    }

    private static long nanos(String seconds) {
        return (long) (Double.parseDouble(seconds) * 1e9);
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, String> words = new HashMap<>();
            for (String word : line.strip().split(" ")) {
                String[] parts = word.split("=", 2);
                words.put(parts[0], parts[1]);
            }
            Load load = new Load(words);
            load.run(Integer.parseInt(words.get("connections")));
            System.out.println(load.window.report());
            System.out.flush();
        }
    }

    private static ByteBuffer[] read(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<ByteBuffer> read = new ArrayList<>();
        while (all.hasRemaining()) {
            int length = all.getInt();
            // Outside the heap: what is written from inside it is copied out each time.
            ByteBuffer request = ByteBuffer.allocateDirect(length);
            read.add(request.put(all.slice(all.position(), length)).flip());
            all.position(all.position() + length);
        }
        return read.toArray(ByteBuffer[]::new);
    }

    private void run(int connections) throws IOException {
        List<Connection> open = new ArrayList<>();
        try (selector) {
            for (int i = 0; i < connections; i++) {
                Connection connection = new Connection();
                open.add(connection);
                connection.ask();
            }
            // What is under way at the end is waited for: it must not burden who is measured next.
            while (!window.isOver() || inFlight > 0) {
                selector.select(key -> ((Connection) key.attachment()).ready(key), 1000);
                if (window.silentNanos() > SILENCE_NANOS) {
                    window.failed("no answer for " + SILENCE_NANOS / 1_000_000_000L + " s");
                    window.end();
                    return;
                }
            }
        } finally {
            open.forEach(Connection::close);
        }
    }

    /** One request at a time. */
    private final class Connection {
        private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
        private final AnswerParser parser = new AnswerParser();
        private SocketChannel channel;
        private SelectionKey key;
        private ByteBuffer out = ByteBuffer.allocate(0);
        private long sentAt;
        private boolean waiting;

        void ask() throws IOException {
            if (channel == null) {
                connect();
            }
            out = requests[next].duplicate();
            next = (next + 1) % requests.length;
            parser.begin();
            waiting = true;
            inFlight++;
            sentAt = System.nanoTime();
            write();
        }

        private void connect() throws IOException {
            channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        private void write() throws IOException {
            channel.write(out);
            int wanted =
                    out.hasRemaining()
                            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                            : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }

        void ready(SelectionKey ready) {
            try {
                if (ready.isWritable()) {
                    write();
                }
                if (ready.isReadable()) {
                    receive();
                }
            } catch (IOException broken) {
                lost(broken.toString());
            }
        }

        private void receive() throws IOException {
            int read = channel.read(in.clear());
            if (read < 0) {
                lost("closed before the end of an answer");
                return;
            }
            if (!parser.take(in.flip())) {
                return;
            }
            waiting = false;
            inFlight--;
            boolean good = parser.status == 200;
            if (!good) {
                window.failed("status " + parser.status + ": " + parser.text);
            }
            window.answered(sentAt, good);
            if (parser.closes) {
                close();
            }
            again();
        }

        private void lost(String why) {
            close();
            if (!waiting) {
                return;
            }
            waiting = false;
            inFlight--;
            window.failed(why);
            window.answered(sentAt, false);
            try {
                again();
            } catch (IOException gone) {
                throw new UncheckedIOException("the server is gone after: " + why, gone);
            }
        }

        private void again() throws IOException {
            if (!window.isOver()) {
                ask();
            }
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
}

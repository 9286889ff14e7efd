import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A closed loop of requests that were made before, on connections that are kept, by one thread: it
 * shares the processors with what it measures and must cost little beside it.
 *
 * <p>Each line that it reads is one measurement, in {@code key=value} words: {@code port},
 * {@code connections}, {@code warm} and {@code seconds}, {@code multiple} and {@code processes} as
 * {@link Window} explains them, {@code protocol}, which is {@code http} ({@link HttpProtocol}) or
 * {@code grpc} ({@link GrpcProtocol}), and {@code requests}, a file of requests in that protocol,
 * as {@link Requests} reads it. Each is answered by one line of JSON. It ends with its input.
 */
final class Load {
    private static final long SILENCE_NANOS = 60_000_000_000L;
    private static final int BUFFER = 64 * 1024;

    private final int port;
    private final Requests requests;
    private final Supplier<Protocol> protocols;
    private final Window window;
    private final Selector selector;

    private int inFlight;

    private Load(Words words) throws IOException {
        port = words.number("port");
        requests = Requests.read(Path.of(words.text("requests")));
        protocols =
                switch (words.text("protocol", "http")) {
                    case "http" -> HttpProtocol::new;
                    case "grpc" -> GrpcProtocol::new;
                    default -> throw new IllegalArgumentException("there is no such protocol");
                };
        window =
                new Window(
                        words.text("processes", ""),
                        words.nanos("warm"),
                        words.nanos("seconds"),
                        Integer.parseInt(words.text("multiple", "1")));
        selector = Selector.open();
    }

    public static void main(String[] args) throws IOException {
        Words.answer(words -> {
            Load load = new Load(words);
            load.run(words.number("connections"));
            return load.window.report();
        });
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
        private final Wire wire = new Wire(selector, port, this, BUFFER);
        private final Protocol protocol = protocols.get();
        private long sentAt;
        private boolean waiting;

        void ask() throws IOException {
            if (!wire.isOpen()) {
                wire.open();
                protocol.opened(wire);
            }
            waiting = true;
            inFlight++;
            sentAt = System.nanoTime();
            protocol.ask(requests.next(), wire);
        }

        void ready(SelectionKey ready) {
            try {
                if (ready.isWritable()) {
                    protocol.writable(wire);
                }
                if (ready.isReadable()) {
                    receive();
                }
            } catch (IOException broken) {
                lost(broken.toString());
            }
        }

        private void receive() throws IOException {
            ByteBuffer in = wire.read();
            if (in == null) {
                lost("closed before the end of an answer");
                return;
            }
            if (!protocol.take(in, wire) || !waiting) {
                return;
            }
            waiting = false;
            inFlight--;
            boolean good = protocol.isGood();
            if (!good) {
                window.failed(protocol.complaint());
            }
            window.answered(sentAt, good);
            if (protocol.closes()) {
                wire.close();
            }
            again();
        }

        private void lost(String why) {
            wire.close();
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
            wire.close();
        }
    }
}

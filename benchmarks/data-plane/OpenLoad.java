import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * An open loop of HTTP/1.1 requests that were made before: each is sent at its time, whatever
 * became of the ones before it. One thread, as in {@link Load}; its connections are kept and
 * bounded, and what finds none free is counted and not sent.
 *
 * <p>Each line that it reads is one measurement, in {@code key=value} words: {@code port}, {@code
 * connections}, {@code seconds}, and {@code streams}, with commas between them, each as {@link
 * OpenStream#parse} reads it. Each line is answered by one of JSON, a list with an object a stream.
 * It ends with its input.
 */
final class OpenLoad {
    /** How long answers are waited for after the last request was sent. */
    private static final long LAST_NANOS = 10_000_000_000L;

    /** Also how late a request may be sent; a shorter one would be a loop without a pause. */
    private static final int PAUSE_MS = 1;

    private static final int BUFFER = 16 * 1024;

    private final int port;
    private final long nanos;
    private final List<OpenStream> streams;
    private final Selector selector;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int inFlight;

    private OpenLoad(Words words) throws IOException {
        port = words.number("port");
        nanos = words.nanos("seconds");
        streams = new ArrayList<>();
        for (String stream : words.text("streams").split(",")) {
            streams.add(OpenStream.parse(stream));
        }
        selector = Selector.open();
        for (int i = 0; i < words.number("connections"); i++) {
            idle.push(new Connection());
        }
    }

    public static void main(String[] args) throws IOException {
        Words.answer(words -> {
            OpenLoad load = new OpenLoad(words);
            load.run();
            return load.report();
        });
    }

    private String report() {
        List<String> reports = new ArrayList<>();
        streams.forEach(stream -> reports.add(stream.report()));
        return "[" + String.join(",", reports) + "]";
    }

    private void run() throws IOException {
        List<Connection> all = new ArrayList<>(idle);
        long begun = System.nanoTime();
        try (selector) {
            streams.forEach(stream -> stream.begin(begun));
            long now = begun;
            while (now - begun < nanos || (inFlight > 0 && now - begun < nanos + LAST_NANOS)) {
                if (now - begun < nanos) {
                    sendWhatIsDue(now);
                }
                selector.select(key -> ((Connection) key.attachment()).ready(key), PAUSE_MS);
                now = System.nanoTime();
            }
        } finally {
            all.forEach(Connection::end);
        }
    }

    private void sendWhatIsDue(long now) {
        for (OpenStream stream : streams) {
            while (stream.isDue(now)) {
                long planned = stream.take();
                Connection free = idle.poll();
                if (free == null) {
                    stream.unsent();
                } else {
                    free.ask(stream, planned);
                }
            }
        }
    }

    /** One request at a time. */
    private final class Connection {
        private final Wire wire = new Wire(selector, port, this, BUFFER);
        private final HttpProtocol http = new HttpProtocol();
        private OpenStream stream;
        private long planned;
        private long sentAt;

        void ask(OpenStream of, long plannedAt) {
            stream = of;
            planned = plannedAt;
            ByteBuffer request = of.next();
            inFlight++;
            sentAt = System.nanoTime();
            of.sent(sentAt - plannedAt);
            try {
                if (!wire.isOpen()) {
                    wire.open();
                }
                http.ask(request, wire);
            } catch (IOException broken) {
                lost();
            }
        }

        void ready(SelectionKey ready) {
            try {
                if (ready.isWritable()) {
                    http.writable(wire);
                }
                if (ready.isReadable()) {
                    receive();
                }
            } catch (IOException broken) {
                lost();
            }
        }

        private void receive() throws IOException {
            ByteBuffer in = wire.read();
            if (in == null) {
                lost();
                return;
            }
            if (stream == null || !http.take(in, wire)) {
                return;
            }
            stream.answered(http.answer(), planned, sentAt);
            free();
            if (http.closes()) {
                wire.close();
            }
        }

        private void lost() {
            wire.close();
            if (stream != null) {
                stream.lost();
                free();
            }
        }

        private void free() {
            stream = null;
            inFlight--;
            idle.push(this);
        }

        /** Nobody waits any more: what has no answer is lost. */
        void end() {
            wire.close();
            if (stream != null) {
                stream.lost();
                stream = null;
            }
        }
    }
}

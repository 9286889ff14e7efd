import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    private OpenLoad(Map<String, String> words) throws IOException {
        port = Integer.parseInt(words.get("port"));
        nanos = (long) (Double.parseDouble(words.get("seconds")) * 1e9);
        streams = new ArrayList<>();
        for (String stream : words.get("streams").split(",")) {
            streams.add(OpenStream.parse(stream));
        }
        selector = Selector.open();
        for (int i = 0; i < Integer.parseInt(words.get("connections")); i++) {
            idle.push(new Connection());
        }
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
            OpenLoad load = new OpenLoad(words);
            load.run();
            System.out.println(load.report());
            System.out.flush();
        }
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
        private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
        private final AnswerParser parser = new AnswerParser();
        private SocketChannel channel;
        private SelectionKey key;
        private ByteBuffer out = ByteBuffer.allocate(0);
        private OpenStream stream;
        private long planned;
        private long sentAt;

        void ask(OpenStream of, long plannedAt) {
            stream = of;
            planned = plannedAt;
            out = of.next();
            parser.begin();
            inFlight++;
            sentAt = System.nanoTime();
            of.sent(sentAt - plannedAt);
            try {
                if (channel == null) {
                    connect();
                }
                write();
            } catch (IOException broken) {
                lost();
            }
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
                lost();
            }
        }

        private void receive() throws IOException {
            if (channel.read(in.clear()) < 0) {
                lost();
                return;
            }
            if (stream == null || !parser.take(in.flip())) {
                return;
            }
            stream.answered(parser, planned, sentAt);
            free();
            if (parser.closes) {
                close();
            }
        }

        private void lost() {
            close();
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

        private void close() {
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

        /** Nobody waits any more: what has no answer is lost. */
        void end() {
            close();
            if (stream != null) {
                stream.lost();
                stream = null;
            }
        }
    }
}

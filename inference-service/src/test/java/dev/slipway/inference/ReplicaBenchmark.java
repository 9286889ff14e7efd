package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.trust.Role;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The replica beside ONNX Runtime called directly, in turns: one text alone, and 32 clients with
 * texts of 32 tokens. Client, replica and reference share the machine, so only ratios mean
 * anything.
 */
final class ReplicaBenchmark {
    private static final String PROVIDERS = "SLIPWAY_EXECUTION_PROVIDERS";
    private static final int ROUNDS = 3;
    private static final int SECONDS = 4;
    private static final int CLIENTS = 32;
    private static final int BATCH = 8;
    private static final int TOKENS = 32;

    private ReplicaBenchmark() {}

    /**
     * Arguments: KEY=VALUE settings of the replica; {@code batch=N} declares a batch size. The
     * reference runs on the card where the replica does.
     */
    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        Integer batch = null;
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            if (parts[0].equals("batch")) {
                batch = Integer.valueOf(parts[1]);
            } else {
                settings.put(parts[0], parts[1]);
            }
        }
        Path cache = Files.createTempDirectory("replica-benchmark");
        try (TestReplica replica = new TestReplica(cache, settings)) {
            replica.serve("minilm", 1, MiniLm.files(batch));
            boolean card = settings.getOrDefault(PROVIDERS, "cpu").startsWith("cuda");
            measure(replica, card, String.join(" ", args));
        }
    }

    private static void measure(TestReplica replica, boolean card, String title) throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        List<Double> alone = new ArrayList<>();
        List<Double> many = new ArrayList<>();
        try (OrtSession lone = session(card, processors);
                OrtSession single = session(card, 1)) {
            run(1, 1, () -> direct(lone, 1));
            run(CLIENTS, 1, posts(replica, 2 * SECONDS));
            for (int round = 0; round < ROUNDS; round++) {
                double directAlone = run(1, 1, () -> direct(lone, 1));
                double replicaAlone = run(1, 1, posts(replica, SECONDS));
                double directMany = run(processors, BATCH, () -> direct(single, BATCH));
                double replicaMany = run(CLIENTS, 1, posts(replica, SECONDS));
                alone.add(directAlone / replicaAlone);
                many.add(replicaMany / directMany);
                print(
                        "round %d: alone direct %.1f/s replica %.1f/s; many direct %.1f/s"
                                + " replica %.1f/s%n",
                        round, directAlone, replicaAlone, directMany, replicaMany);
            }
        }
        print(
                "[%s] one alone: %.2f × direct's time; c=%d: %.2f of direct's throughput%n",
                title, median(alone), CLIENTS, median(many));
    }

    @SuppressWarnings({"SystemOut", "AnnotateFormatMethod"})
    static void print(String format, Object... values) {
        PrintStream out = System.out;
        out.printf(Locale.ROOT, format, values);
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static OrtSession session(boolean card, int threads) throws Exception {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        if (card) {
            options.addCUDA();
        }
        return OrtEnvironment.getEnvironment().createSession(MiniLm.model(), options);
    }

    /** Makes a loop that a thread runs; each pass is one call. */
    private interface Client {
        void call() throws Exception;
    }

    private interface Clients {
        Client make() throws Exception;
    }

    private static Client direct(OrtSession session, int rows) {
        long[][] ids = new long[rows][TOKENS];
        long[][] mask = new long[rows][TOKENS];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(ids[row], 2054);
            Arrays.fill(mask[row], 1);
        }
        return () -> once(session, ids, mask, new long[rows][TOKENS]);
    }

    private static void once(OrtSession session, long[][] ids, long[][] mask, long[][] types)
            throws OrtException {
        OrtEnvironment ort = OrtEnvironment.getEnvironment();
        try (OnnxTensor a = OnnxTensor.createTensor(ort, ids);
                OnnxTensor b = OnnxTensor.createTensor(ort, mask);
                OnnxTensor c = OnnxTensor.createTensor(ort, types);
                OrtSession.Result result =
                        session.run(
                                Map.of("input_ids", a, "attention_mask", b, "token_type_ids", c))) {
            if (((float[][][]) result.get(0).getValue()).length != ids.length) {
                throw new IllegalStateException("wrong answer");
            }
        }
    }

    private static Clients posts(TestReplica replica, int seconds) {
        String text = "what ".repeat(TOKENS - 2).strip();
        String body = "{\"model\":\"m\",\"encoding_format\":\"base64\",\"input\":\"" + text + "\"}";
        String request =
                "POST /v1/embeddings HTTP/1.1\r\nHost: t\r\n"
                        + Headers.SERVICE_TOKEN
                        + ": "
                        + TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA)
                        + "\r\n"
                        + Headers.REPLICA
                        + ": "
                        + replica.instance
                        + "\r\n"
                        + Headers.MODEL
                        + ": minilm\r\n"
                        + Headers.VERSION
                        + ": 1\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        byte[] bytes = request.getBytes(ISO_8859_1);
        return () -> {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), replica.port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(seconds * 10_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            return () -> {
                socket.getOutputStream().write(bytes);
                readAnswer(in);
            };
        };
    }

    private static void readAnswer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append((char) in.read());
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http/1.1 200")) {
            throw new IOException(lower);
        }
        int at = lower.indexOf("content-length:") + "content-length:".length();
        in.skipNBytes(Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip()));
    }

    /** Sequences a second. */
    private static double run(int threads, int perCall, Clients clients) throws Exception {
        LongAdder done = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + SECONDS * 1_000_000_000L;
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Client client = clients.make();
            running.add(Thread.ofPlatform().start(() -> loop(client, end, done)));
        }
        for (Thread thread : running) {
            thread.join();
        }
        return done.sum() * (double) perCall / ((System.nanoTime() - begin) / 1e9);
    }

    private static void loop(Client client, long end, LongAdder done) {
        try {
            while (System.nanoTime() - end < 0) {
                client.call();
                done.increment();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}

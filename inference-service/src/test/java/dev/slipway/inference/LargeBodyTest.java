package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnsafeByteOperations;
import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.inference.testing.FakeRegistry;
import dev.slipway.inference.testing.FakeStore;
import dev.slipway.inference.testing.Graph;
import dev.slipway.inference.testing.LargeAnswers;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import dev.slipway.trust.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest bodies that a gateway lets through, on the heap that one machine's replicas get. */
class LargeBodyTest {
    private static final int MOST_BYTES = 64 << 20;
    private static final UUID INSTANCE = UUID.randomUUID();

    @TempDir static Path directory;

    private static FakeRegistry registry;
    private static FakeStore store;
    private static Process process;
    private static int port;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        registry = new FakeRegistry(TestReplica.TOKENS);
        store = new FakeStore(TestReplica.TOKENS);
        serve("longs", TestModels.sum("INT64", Graph.INT64));
        serve("floats", TestModels.sum("FP32", Graph.FLOAT));
        serve("log", TestModels.logAndText());
        serve("negative", TestModels.negative());
        serve("tenfold", LargeAnswers.tenfold());
        serve("again", LargeAnswers.tenfold());
        ReplicaProcess replica = new ReplicaProcess(directory, INSTANCE, registry, store);
        process =
                replica.start(
                        List.of(
                                "-Xmx384m",
                                "-XX:+UseSerialGC",
                                "-XX:+UseCompactObjectHeaders",
                                "-XX:+ExitOnOutOfMemoryError"),
                        Map.of());
        port = replica.port();
        for (String model : List.of("longs", "floats", "log", "negative", "tenfold", "again")) {
            TestReplica.await(() -> registry.isReady(model, 1));
        }
    }

    private static void serve(String model, TestPackage files) {
        store.put(files);
        registry.assign(model, 1, files.seal());
    }

    @AfterAll
    static void stop() {
        process.destroyForcibly();
        registry.close();
        store.close();
    }

    @AfterEach
    void itStillAnswers() throws Exception {
        assertThat(process.isAlive()).isTrue();
        assertThat(small().get().statusCode()).isEqualTo(200);
    }

    private static CompletableFuture<HttpResponse<String>> infer(String model, BodyPublisher body) {
        return infer(model, body, "Content-Type", "application/json");
    }

    private static CompletableFuture<HttpResponse<String>> infer(
            String model, BodyPublisher body, String... headers) {
        return CLIENT.sendAsync(request(model, body, headers), BodyHandlers.ofString());
    }

    private static HttpRequest request(String model, BodyPublisher body, String... headers) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/m/infer"))
                .header(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA))
                .header(Headers.REPLICA, INSTANCE.toString())
                .header(Headers.MODEL, model)
                .header(Headers.VERSION, "1")
                .headers(headers)
                .POST(body)
                .build();
    }

    private static CompletableFuture<HttpResponse<String>> small() {
        return infer(
                "floats",
                BodyPublishers.ofString(
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\","
                                + "\"data\":[1]}]}"));
    }

    /** Exactly as many bytes as a body may have, nearly all of them elements. */
    private static byte[] body(String datatype, String name, String element, String more) {
        int width = element.length() + 1;
        int count = (MOST_BYTES - 300 - more.length()) / width;
        byte[] head =
                ("{\"inputs\":["
                                + more
                                + "{\"name\":\""
                                + name
                                + "\",\"shape\":["
                                + count
                                + "],\"datatype\":\""
                                + datatype
                                + "\",\"data\":[")
                        .getBytes(US_ASCII);
        byte[] body = new byte[MOST_BYTES];
        Arrays.fill(body, (byte) ' ');
        System.arraycopy(head, 0, body, 0, head.length);
        byte[] one = (element + ",").getBytes(US_ASCII);
        int at = head.length;
        for (int i = 0; i < count; i++) {
            System.arraycopy(one, 0, body, at, width);
            at += width;
        }
        System.arraycopy("]}]}".getBytes(US_ASCII), 0, body, at - 1, 4);
        return body;
    }

    private static void assertAnsweredBesideOthers(String model, byte[] body) throws Exception {
        CompletableFuture<HttpResponse<String>> large =
                infer(model, BodyPublishers.ofByteArray(body));
        int others = 0;
        while (!large.isDone() || others == 0) {
            assertThat(small().get().statusCode()).isEqualTo(200);
            others++;
        }
        assertThat(large.get().statusCode()).as(large.get().body()).isEqualTo(200);
        assertThat(large.get().body()).contains("\"data\":[0");
    }

    @Test
    void theLargestBodyOfLongsIsAnsweredWhileOthersAre() throws Exception {
        assertAnsweredBesideOthers("longs", body("INT64", "x", "0", ""));
        assertAnsweredBesideOthers("longs", body("INT64", "x", "0", ""));
    }

    @Test
    void theLargestBodyOfFloatsIsAnsweredWhileOthersAre() throws Exception {
        assertAnsweredBesideOthers("floats", body("FP32", "x", "0", ""));
    }

    @Test
    void aLargestBodyOfUnknownLengthIsAnswered() throws Exception {
        byte[] body = body("FP32", "x", "0", "");
        List<byte[]> parts = new ArrayList<>();
        for (int at = 0; at < body.length; at += 1 << 20) {
            parts.add(Arrays.copyOfRange(body, at, at + (1 << 20)));
        }
        HttpResponse<String> answer = infer("floats", BodyPublishers.ofByteArrays(parts)).get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void theLargestTensorOfRawBytesIsAnswered() throws Exception {
        HttpResponse<String> answer =
                infer(
                                "floats",
                                BodyPublishers.ofByteArray(new byte[MOST_BYTES]),
                                "Content-Type",
                                "application/octet-stream",
                                Headers.JSON_LENGTH,
                                "0")
                        .get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void theLargestMessageIsAnswered() throws Exception {
        int count = (MOST_BYTES - 100) / Float.BYTES;
        byte[] message =
                ModelInferRequest.newBuilder()
                        .addInputs(
                                ModelInferRequest.InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(count))
                        .addRawInputContents(
                                UnsafeByteOperations.unsafeWrap(new byte[count * Float.BYTES]))
                        .build()
                        .toByteArray();
        HttpResponse<String> answer =
                infer(
                                "floats",
                                BodyPublishers.ofByteArray(message),
                                "Content-Type",
                                "application/x-protobuf")
                        .get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void severalLargestBodiesAtOnceAreAnsweredOrAskedToComeAgain() throws Exception {
        byte[] body = body("INT64", "x", "0", "");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(infer("longs", BodyPublishers.ofByteArray(body)));
        }
        int answered = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> got = answer.get();
            if (got.statusCode() == 200) {
                answered++;
            } else {
                assertThat(got.statusCode()).as(got.body()).isEqualTo(429);
                assertThat(got.headers().firstValue("retry-after").orElse("none"))
                        .matches("[1-9][0-9]*");
            }
        }
        assertThat(answered).isPositive();
    }

    @Test
    void severalLargeAnswersAtOnceAreGivenOrAskedToComeAgain() throws Exception {
        byte[] numbers = new byte[MOST_BYTES / 8];
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (String model : List.of("tenfold", "again", "tenfold", "again")) {
            answers.add(binary(model, numbers));
        }
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.get().statusCode()).isIn(200, 429);
        }
        TestReplica.await(() -> {
            HttpResponse<byte[]> alone = binary("tenfold", numbers).get();
            assertThat(alone.statusCode()).isIn(200, 429);
            return alone.body().length > 10 * numbers.length;
        });
    }

    private static CompletableFuture<HttpResponse<byte[]>> binary(String model, byte[] numbers) {
        HttpRequest request =
                request(
                        model,
                        BodyPublishers.ofByteArray(numbers),
                        "Content-Type",
                        "application/octet-stream",
                        Headers.JSON_LENGTH,
                        "0");
        return CLIENT.sendAsync(request, BodyHandlers.ofByteArray());
    }

    @Test
    void anAnswerThatWouldNeverFitIsTooLarge() throws Exception {
        byte[] body = body("FP32", "x", "0", "");
        HttpResponse<String> refused = infer("negative", BodyPublishers.ofByteArray(body)).get();
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
    }

    @Test
    void textsThatWouldNeverFitAreTooLargeByName() throws Exception {
        String others =
                "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]},"
                        + "{\"name\":\"f\",\"shape\":[1],\"datatype\":\"BOOL\",\"data\":[true]},";
        for (String text : List.of("\"a\"", "\"" + "a".repeat(50 << 20) + "\"")) {
            HttpResponse<String> refused =
                    infer("log", BodyPublishers.ofByteArray(body("BYTES", "t", text, others)))
                            .get();
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
            assertThat(refused.body()).contains("bytes of memory").contains("several requests");
        }
    }
}

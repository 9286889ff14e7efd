package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client of the binary tensor extension: JSON first, then tensors as they are. */
final class BinaryClient implements AutoCloseable {
    static final String LENGTH = "Inference-Header-Content-Length";
    static final String OCTETS = "application/octet-stream";

    private final TestReplica replica;
    private final HttpClient http = HttpClient.newHttpClient();

    BinaryClient(TestReplica replica) {
        this.replica = replica;
    }

    HttpResponse<byte[]> post(String model, String head, byte[] data)
            throws IOException, InterruptedException {
        byte[] json = head.getBytes(UTF_8);
        byte[] body = Arrays.copyOf(json, json.length + data.length);
        System.arraycopy(data, 0, body, json.length, data.length);
        return send(model, Integer.toString(json.length), OCTETS, body);
    }

    /** The length of the JSON may be a lie, or missing. */
    HttpResponse<byte[]> send(String model, @Nullable String length, String type, byte[] body)
            throws IOException, InterruptedException {
        var request =
                replica.request("/v2/models/" + model + "/infer", model, 1)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body));
        if (length != null) {
            request.header(LENGTH, length);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** The JSON of an answer. */
    static String json(HttpResponse<byte[]> answer) {
        return new String(answer.body(), 0, jsonLength(answer), UTF_8);
    }

    /** The tensors behind the JSON of an answer. */
    static byte[] data(HttpResponse<byte[]> answer) {
        return Arrays.copyOfRange(answer.body(), jsonLength(answer), answer.body().length);
    }

    private static int jsonLength(HttpResponse<byte[]> answer) {
        return Integer.parseInt(answer.headers().firstValue(LENGTH).orElseThrow());
    }

    @Override
    public void close() {
        http.close();
    }
}

package dev.slipway.e2e.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API as a client sees it, or the registry's own port as its gateway sees it. */
public final class AdminApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOUNDARY = "slipway-e2e-boundary";

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final String base;
    private final Supplier<Map<String, String>> headers;
    private final Duration limit;

    /** With a little more patience than the platform's longest default deadline. */
    public AdminApi(String base, Map<String, String> headers) {
        this(base, () -> headers, Duration.ofSeconds(65));
    }

    /** With headers that hold for a while only, so that each request has fresh ones. */
    AdminApi(String base, Supplier<Map<String, String>> headers, Duration limit) {
        this.base = base;
        this.headers = headers;
        this.limit = limit;
    }

    /** A status and its body, which is JSON or nothing. */
    public record Reply(int status, JsonNode body, Map<String, String> headers) {
        public JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected " + wanted + " but got " + status + ": " + body);
            }
            return body;
        }
    }

    public Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    public Reply put(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Reply post(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Reply delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /** Uploads files, by their paths inside the package. */
    public Reply upload(String model, Map<String, byte[]> files)
            throws IOException, InterruptedException {
        return send(
                request("/admin/v1/models/" + model + "/versions")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .timeout(Duration.ofMinutes(2))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(multipart(files))));
    }

    /** Uploads a lone ONNX file, rolls it out at once, and waits until that is completed. */
    public int deploy(String model, byte[] onnx, Duration limit)
            throws IOException, InterruptedException {
        int version = uploadModel(model, onnx);
        String rollout = startRollout(model, version, 0);
        Awaitility.await(model + " is served")
                .atMost(limit)
                .until(() -> rolloutState(model, rollout).equals("completed"));
        return version;
    }

    /** Uploads a lone ONNX file and returns the number of its version. */
    public int uploadModel(String model, byte[] onnx) throws IOException, InterruptedException {
        return upload(model, Map.of("model.onnx", onnx)).expect(201).get("version").asInt();
    }

    /** Starts a blue-green rollout and returns its id. */
    public String startRollout(String model, int version, int bakeSeconds)
            throws IOException, InterruptedException {
        String body =
                "{\"version\":"
                        + version
                        + ",\"strategy\":\"blue_green\",\"bake_seconds\":"
                        + bakeSeconds
                        + "}";
        return post("/admin/v1/models/" + model + "/rollouts", body)
                .expect(201)
                .get("id")
                .asString();
    }

    public String rolloutState(String model, String id) throws IOException, InterruptedException {
        return get("/admin/v1/models/" + model + "/rollouts/" + id)
                .expect(200)
                .get("state")
                .asString();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
        headers.get().forEach(request::header);
        return request;
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Map<String, String> answerHeaders = new java.util.HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) ->
                        answerHeaders.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        String body = response.body();
        boolean json = body.startsWith("{") || body.startsWith("[");
        return new Reply(
                response.statusCode(),
                json ? JSON.readTree(body) : JSON.getNodeFactory().stringNode(body),
                answerHeaders);
    }

    private static byte[] multipart(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.forEach((path, bytes) -> {
            String head =
                    "--"
                            + BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                            + path
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
            out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            out.writeBytes(bytes);
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        });
        out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}

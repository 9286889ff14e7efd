package dev.slipway.store;

import dev.slipway.contract.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Speaks to the store as the gateway and as a replica do. */
record StoreClient(
        int port, int internalPort, String gatewayToken, String replicaToken, String caller) {
    static final String BOUNDARY = "----boundary5f2a";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    StoreClient as(String otherCaller) {
        return new StoreClient(port, internalPort, gatewayToken, replicaToken, otherCaller);
    }

    /** Parts of one body by their filenames. */
    static final class Parts {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Parts file(String filename, byte[] bytes) {
            return part("name=\"file\"; filename=\"" + filename + "\"", bytes);
        }

        Parts file(String filename, String text) {
            return file(filename, text.getBytes(StandardCharsets.UTF_8));
        }

        Parts part(String parameters, byte[] bytes) {
            write("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + parameters);
            write("\r\nContent-Type: application/octet-stream\r\n\r\n");
            out.writeBytes(bytes);
            write("\r\n");
            return this;
        }

        byte[] body() {
            write("--" + BOUNDARY + "--\r\n");
            return out.toByteArray();
        }

        private void write(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static Parts parts() {
        return new Parts();
    }

    HttpRequest.Builder uploadRequest(String model) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create(
                                "http://127.0.0.1:"
                                        + port
                                        + "/admin/v1/models/"
                                        + model
                                        + "/versions"));
        request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        request.header(Headers.SERVICE_TOKEN, gatewayToken);
        if (!caller.isEmpty()) {
            request.header(Headers.CALLER, caller);
        }
        return request;
    }

    Answer upload(String model, Parts parts) throws IOException, InterruptedException {
        return Answer.of(
                HTTP.send(
                        uploadRequest(model).POST(BodyPublishers.ofByteArray(parts.body())).build(),
                        BodyHandlers.ofByteArray()));
    }

    /** Uploads under a key that the client chose. */
    Answer uploadOnce(String key, String model, Parts parts)
            throws IOException, InterruptedException {
        return send(
                uploadRequest(model)
                        .header(Headers.IDEMPOTENCY_KEY, key)
                        .POST(BodyPublishers.ofByteArray(parts.body()))
                        .build());
    }

    /** Sends the head of an upload and so many bytes of its body; whoever closes it breaks off. */
    Socket beginUpload(byte[] body, int sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        out.write(
                """
                POST /admin/v1/models/m/versions HTTP/1.1\r
                Host: store\r
                Content-Type: multipart/form-data; boundary=%s\r
                Content-Length: %d\r
                %s: %s\r
                %s: %s\r
                \r
                """
                        .formatted(
                                BOUNDARY,
                                body.length,
                                Headers.SERVICE_TOKEN,
                                gatewayToken,
                                Headers.CALLER,
                                caller)
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(body, 0, sent);
        out.flush();
        return socket;
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        return Answer.of(HTTP.send(request, BodyHandlers.ofByteArray()));
    }

    Answer internal(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + internalPort + path))
                        .header(Headers.SERVICE_TOKEN, replicaToken);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** One answer, with its body as JSON where it is some. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, Map<String, String> headers, byte[] body) {
        static Answer of(HttpResponse<byte[]> response) {
            Map<String, String> headers = new LinkedHashMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Answer(response.statusCode(), headers, response.body());
        }

        JsonNode json() {
            return FakeRegistry.JSON.readTree(body);
        }

        String code() {
            return json().path("code").asString();
        }

        String detail() {
            return json().path("detail").asString();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}

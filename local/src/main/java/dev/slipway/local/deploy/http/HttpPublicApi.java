package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.ModelFile;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.UploadReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every answer is read as a tree: fields that are not known do not matter. */
final class HttpPublicApi implements PublicApi {
    private static final Set<String> ACTIVE =
            Set.of("preparing", "progressing", "baking", "paused");
    private static final String JSON = "application/json";
    private static final Duration CALL = Duration.ofSeconds(15);
    private static final Duration INFERENCE = Duration.ofSeconds(65);

    private final URI gateway;
    private final String key;
    private final JsonMapper json = JsonMapper.builder().build();
    private final AnswerReader answers = new AnswerReader(json);
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private final HttpUpload upload;

    /**
     * A client of one gateway.
     *
     * @param nanos the time, by which uploads are given up
     */
    HttpPublicApi(URI gateway, String key, LongSupplier nanos) {
        this.gateway = gateway;
        this.key = key;
        this.upload = new HttpUpload(client, nanos);
    }

    @Override
    public boolean isReady() {
        try {
            return client.send(
                                    HttpRequest.newBuilder(gateway.resolve("/readyz"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException away) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public List<ModelStatus> models() throws IOException, ApiRefusal {
        List<ModelStatus> models = new ArrayList<>();
        for (JsonNode model : all("/admin/v1/models")) {
            String name = model.path("name").asString(model.path("model").asString(""));
            int versions = model.path("latest_version").asInt(0);
            models.add(new ModelStatus(name, versions, served(name), activeState(name)));
        }
        return models;
    }

    private String served(String model) throws IOException, ApiRefusal {
        JsonNode deployment;
        try {
            deployment = get("/admin/v1/models/" + model + "/deployment");
        } catch (ApiRefusal refusal) {
            if (refusal.isPassing()) {
                throw refusal;
            }
            return "";
        }
        List<String> served = new ArrayList<>();
        for (JsonNode version : deployment.path("versions")) {
            int percent = version.path("traffic_percent").asInt(0);
            if (percent > 0) {
                served.add(model + "@" + version.path("version").asInt() + " " + percent + " %");
            }
        }
        return String.join(", ", served);
    }

    private String activeState(String model) throws IOException, ApiRefusal {
        return active(model).map(rollout -> rollout.path("state").asString("")).orElse("");
    }

    @Override
    public List<PoolSize> pools() throws IOException, ApiRefusal {
        List<PoolSize> pools = new ArrayList<>();
        for (JsonNode pool : all("/admin/v1/pools")) {
            pools.add(
                    new PoolSize(
                            pool.path("name").asString(""),
                            pool.path("min").asInt(),
                            pool.path("max").asInt()));
        }
        return pools;
    }

    @Override
    public List<PoolScale> scaling() throws IOException, ApiRefusal {
        List<PoolScale> pools = new ArrayList<>();
        for (JsonNode pool : get("/admin/v1/scaling").path("items")) {
            pools.add(
                    new PoolScale(
                            pool.path("pool").asString(""),
                            pool.path("wanted").asInt(),
                            pool.path("ready").asInt(),
                            pool.path("reason").asString("")));
        }
        return pools;
    }

    @Override
    public List<InputShape> inputs(String model) throws IOException, ApiRefusal {
        List<InputShape> inputs = new ArrayList<>();
        for (JsonNode input : get("/v2/models/" + model).path("inputs")) {
            List<Long> shape = input.path("shape").valueStream().map(JsonNode::asLong).toList();
            inputs.add(
                    new InputShape(
                            input.path("name").asString(""),
                            input.path("datatype").asString(""),
                            shape));
        }
        return inputs;
    }

    @Override
    public void infer(String model, String body) throws IOException, ApiRefusal {
        JsonNode _ =
                send(
                        "POST",
                        "/v2/models/" + model + "/infer",
                        JSON,
                        BodyPublishers.ofString(body),
                        INFERENCE);
    }

    @Override
    public List<ReplicaStatus> replicas() throws IOException, ApiRefusal {
        return all("/admin/v1/replicas").stream().map(ReplicaReader::read).toList();
    }

    @Override
    public Uploaded upload(String model, List<ModelFile> files, UploadReport report)
            throws IOException, ApiRefusal {
        Multipart multipart = new Multipart();
        HttpRequest.Builder request =
                request("/admin/v1/models/" + model + "/versions", multipart.contentType());
        CountedBody body = new CountedBody(multipart.of(files));
        try {
            JsonNode version = answers.read(upload.send(request, body, report));
            return new Uploaded(
                    version.path("version").asInt(),
                    texts(version.path("ignored")),
                    texts(version.path("warnings")));
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(text -> text.asString("")).toList();
    }

    @Override
    public Optional<Integer> newestVerified(String model) throws IOException, ApiRefusal {
        int newest = 0;
        for (JsonNode version : all("/admin/v1/models/" + model + "/versions")) {
            if (version.path("state").asString("").equals("verified")) {
                newest = Math.max(newest, version.path("version").asInt(0));
            }
        }
        return newest == 0 ? Optional.empty() : Optional.of(newest);
    }

    @Override
    public String startRollout(String model, int version) throws IOException, ApiRefusal {
        return sendJson(
                        "POST",
                        "/admin/v1/models/" + model + "/rollouts",
                        Map.of("version", version, "strategy", "blue_green"),
                        CALL)
                .path("id")
                .asString();
    }

    @Override
    public Optional<ActiveRollout> activeRollout(String model) throws IOException, ApiRefusal {
        return active(model)
                .map(rollout ->
                        new ActiveRollout(
                                rollout.path("id").asString(""),
                                rollout.path("to_version").asInt(0)));
    }

    /** The newest come first and only one is active at a time, so the first page holds it. */
    private Optional<JsonNode> active(String model) throws IOException, ApiRefusal {
        for (JsonNode rollout : get("/admin/v1/models/" + model + "/rollouts").path("items")) {
            if (ACTIVE.contains(rollout.path("state").asString(""))) {
                return Optional.of(rollout);
            }
        }
        return Optional.empty();
    }

    @Override
    public RolloutStatus rollout(String model, String id) throws IOException, ApiRefusal {
        JsonNode rollout = get("/admin/v1/models/" + model + "/rollouts/" + id);
        return new RolloutStatus(
                rollout.path("state").asString(""), rollout.path("detail").asString(""));
    }

    @Override
    public void resizePool(String pool, int min, int max) throws IOException, ApiRefusal {
        JsonNode _ =
                sendJson("PUT", "/admin/v1/pools/" + pool, Map.of("min", min, "max", max), CALL);
    }

    @Override
    public int embed(String model, String text) throws IOException, ApiRefusal {
        return sendJson("POST", "/v1/embeddings", Map.of("model", model, "input", text), INFERENCE)
                .path("data")
                .path(0)
                .path("embedding")
                .size();
    }

    private List<JsonNode> all(String path) throws IOException, ApiRefusal {
        return PagedList.of(path, this::get);
    }

    private JsonNode get(String path) throws IOException, ApiRefusal {
        return send("GET", path, JSON, BodyPublishers.noBody(), CALL);
    }

    private JsonNode sendJson(String method, String path, Map<String, ?> body, Duration limit)
            throws IOException, ApiRefusal {
        return send(
                method, path, JSON, BodyPublishers.ofString(json.writeValueAsString(body)), limit);
    }

    private JsonNode send(
            String method, String path, String type, BodyPublisher body, Duration limit)
            throws IOException, ApiRefusal {
        HttpRequest request = request(path, type).timeout(limit).method(method, body).build();
        try {
            return answers.read(client.send(request, BodyHandlers.ofString()));
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        }
    }

    private HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type);
    }

    private static IOException interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while the gateway was asked", stopped);
    }
}

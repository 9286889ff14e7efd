package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.store.StoreClient.Answer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;

class UploadTest {
    private static final Path DESCRIPTION =
            Path.of("../registry-service/src/main/resources/openapi/admin-v1.yaml");

    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();

    @Test
    void aModelFileBecomesARegisteredVersion() throws Exception {
        byte[] model = OnnxBytes.adder(1, 2);
        Answer answer = client.upload("adder", StoreClient.parts().file("model.onnx", model));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonNode version = answer.json();
        assertThat(version.path("model").asString()).isEqualTo("adder");
        assertThat(version.path("state").asString()).isEqualTo("verified");
        assertThat(version.path("signature").toString())
                .isEqualTo(
                        """
                        {"inputs":[{"name":"x","datatype":"FP32","shape":[-1,2],\
                        "dim_names":["batch",null]}],\
                        "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2],\
                        "dim_names":["batch",null]}]}\
                        """);
        UUID uploadId = UUID.fromString(version.path("upload_id").asString());
        assertThat(uploadId.version()).isEqualTo(7);
        assertThat(answer.headers().get("x-slipway-document"))
                .isEqualTo(platform.registry.version(uploadId).document().toString());
        assertThat(answer.headers().get("location"))
                .isEqualTo("/admin/v1/models/adder/versions/" + version.path("version").asInt());
        VersionRegistration registration = platform.registry.registration(uploadId);
        assertThat(registration.tenantId()).isEqualTo("tenant-1");
        assertThat(registration.principal()).isEqualTo("key:operator");
        assertThat(registration.sizeBytes()).isEqualTo(model.length);
        assertThat(registration.manifestSha256())
                .isEqualTo(version.path("manifest_sha256").asString());
    }

    @Test
    void theAnswerHasTheFieldsThatTheDescriptionNames() throws Exception {
        Answer answer =
                client.upload(
                        "described",
                        StoreClient.parts().file("model.onnx", OnnxBytes.adder(41, 42)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonNode schemas;
        try (InputStream text = Files.newInputStream(DESCRIPTION)) {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            schemas = FakeRegistry.JSON.valueToTree(read).at("/components/schemas");
        }
        assertThat(names(answer.json()))
                .isEqualTo(names(schemas.at("/UploadedVersion/properties")))
                .isEqualTo(
                        schemas.at("/UploadedVersion/required")
                                .valueStream()
                                .map(JsonNode::asString)
                                .collect(Collectors.toSet()));
        assertThat(names(answer.json().at("/files/0")))
                .isEqualTo(names(schemas.at("/PackageFile/properties")));
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    @Test
    void whatADeclarationFixesIsInTheAnswerAndUnderTheSeal() throws Exception {
        Answer upload =
                client.upload(
                        "held",
                        StoreClient.parts()
                                .file("model.onnx", OnnxBytes.adder(3, 4))
                                .file(
                                        "slipway.yaml",
                                        """
                                        max_batch_size: 8
                                        preferred_batch_sizes: [8, 4]
                                        max_queue_delay_microseconds: 500
                                        intra_op_threads: 2
                                        parallel_runs: 3
                                        device_id: 1
                                        gpu_mem_limit: 8589934592
                                        arena_extend_strategy: kSameAsRequested
                                        """));
        assertThat(upload.status()).as(upload.text()).isEqualTo(201);
        assertThat(upload.json().path("max_queue_delay_microseconds").asInt()).isEqualTo(500);
        assertThat(upload.json().path("preferred_batch_sizes").toString()).isEqualTo("[4,8]");
        String seal = upload.json().path("manifest_sha256").asString();
        assertThat(upload.json().path("intra_op_threads").asInt()).isEqualTo(2);
        assertThat(upload.json().path("parallel_runs").asInt()).isEqualTo(3);
        JsonNode document = client.internal("/internal/v1/manifests/" + seal).json();
        assertThat(document.at("/processor_use/intra_op_threads").asInt()).isEqualTo(2);
        assertThat(document.at("/processor_use/parallel_runs").asInt()).isEqualTo(3);
        for (JsonNode said : List.of(upload.json(), document.path("card_use"))) {
            assertThat(said.path("device_id").asInt()).isEqualTo(1);
            assertThat(said.path("gpu_mem_limit").asLong()).isEqualTo(8L << 30);
            assertThat(said.path("arena_extend_strategy").asString()).isEqualTo("kSameAsRequested");
        }
        JsonNode fixed = document.path("fixed_batching");
        assertThat(fixed.path("max_queue_delay_microseconds").asInt()).isEqualTo(500);
        assertThat(fixed.path("preferred_batch_sizes").toString()).isEqualTo("[4,8]");
    }

    @Test
    void aReplicaReadsTheManifestAndEveryFileByDigest() throws Exception {
        byte[] model = OnnxBytes.adder(3, 4);
        Answer upload =
                client.upload(
                        "embedder",
                        StoreClient.parts()
                                .file("onnx/model.onnx", model)
                                .file("tokenizer.json", "{\"version\":\"1.0\"}")
                                .file("1_Pooling/config.json", "{\"word_embedding_dimension\":2}")
                                .file("empty.txt", new byte[0])
                                .file("slipway.yaml", "max_batch_size: 16\n"));
        assertThat(upload.status()).as(upload.text()).isEqualTo(201);

        String seal = upload.json().path("manifest_sha256").asString();
        Answer manifest = client.internal("/internal/v1/manifests/" + seal);
        assertThat(manifest.status()).isEqualTo(200);
        assertThat(manifest.headers().get("content-type")).isEqualTo("application/json");
        assertThat(manifest.headers().get("etag")).isEqualTo("\"" + seal + "\"");
        assertThat(sha256(manifest.body())).isEqualTo(seal);
        JsonNode document = manifest.json();
        assertThat(document.path("format").asInt()).isEqualTo(1);
        assertThat(document.path("model_file").asString()).isEqualTo("onnx/model.onnx");
        assertThat(document.path("task").asString()).isEqualTo("feature-extraction");
        assertThat(document.path("max_batch_size").asInt()).isEqualTo(16);
        // Where nothing is fixed the bytes, and so the seal, are those of older stores.
        assertThat(document.has("fixed_batching")).isFalse();
        assertThat(document.has("card_use")).isFalse();
        assertThat(document.has("processor_use")).isFalse();
        assertThat(document.path("files").size()).isEqualTo(5);
        for (JsonNode file : document.path("files")) {
            String digest = file.path("sha256").asString();
            Answer bytes = client.internal("/internal/v1/artefacts/" + digest);
            assertThat(bytes.status()).isEqualTo(200);
            assertThat(sha256(bytes.body())).isEqualTo(digest);
            assertThat(bytes.body()).hasSize(file.path("size").asInt());
        }
        assertThat(client.internal("/internal/v1/artefacts/" + seal).status()).isEqualTo(404);
    }

    @Test
    void aLargeFileGoesUpInPartsAndComesBackWholeAndInRanges() throws Exception {
        byte[] weights = new byte[17 << 20];
        new Random(1).nextBytes(weights);
        byte[] model =
                OnnxBytes.model(
                                OnnxBytes.adderGraph(
                                        OnnxBytes.externalTensor("w", "weights.bin", 4096, 8)))
                        .toBytes();
        Answer upload =
                client.upload(
                        "large",
                        StoreClient.parts().file("weights.bin", weights).file("model.onnx", model));
        assertThat(upload.status()).as(upload.text()).isEqualTo(201);

        String path = "/internal/v1/artefacts/" + sha256(weights);
        assertThat(sha256(client.internal(path).body())).isEqualTo(sha256(weights));
        Answer part = client.internal(path, "Range", "bytes=6000000-6000009");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.headers().get("content-range"))
                .isEqualTo("bytes 6000000-6000009/" + weights.length);
        assertThat(part.body())
                .isEqualTo(java.util.Arrays.copyOfRange(weights, 6_000_000, 6_000_010));
        Answer tail = client.internal(path, "Range", "bytes=" + (weights.length - 3) + "-");
        assertThat(tail.body()).hasSize(3);
        assertThat(client.internal(path, "Range", "bytes=" + weights.length + "-").status())
                .isEqualTo(416);
        assertThat(client.internal(path, "If-None-Match", "\"" + sha256(weights) + "\"").status())
                .isEqualTo(304);
    }

    @Test
    void theSameBytesAreKeptOnce() throws Exception {
        byte[] model = OnnxBytes.adder(5, 6);
        StorePlatform.Kept before = platform.kept();
        assertThat(client.upload("twin", StoreClient.parts().file("model.onnx", model)).status())
                .isEqualTo(201);
        StorePlatform.Kept once = platform.kept();
        assertThat(once.artefacts() - before.artefacts()).isEqualTo(2);
        assertThat(client.upload("twin", StoreClient.parts().file("model.onnx", model)).status())
                .isEqualTo(201);
        StorePlatform.Kept twice = platform.kept();
        assertThat(twice.artefacts()).isEqualTo(once.artefacts());
        assertThat(twice.objects()).isEqualTo(once.objects());
        assertThat(twice.files()).isEqualTo(once.files());
        assertThat(twice.uses()).isEqualTo(once.uses() + 2);
    }

    @Test
    void aFixedFirstDimensionIsServedWithAWarning() throws Exception {
        byte[] model =
                OnnxBytes.model(
                                OnnxBytes.message()
                                        .message(11, OnnxBytes.value("x", OnnxBytes.FLOAT, 1, 4))
                                        .message(12, OnnxBytes.value("y", OnnxBytes.FLOAT, "n")))
                        .toBytes();
        Answer answer = client.upload("fixed", StoreClient.parts().file("model.onnx", model));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("warnings").size()).isEqualTo(1);
        assertThat(answer.json().path("warnings").path(0).asString())
                .contains("input 'x'", "fixed first dimension of 1", "dynamic_axes={'x'");
    }

    @Test
    void theDeclaredGraphIsServedAndTheOthersAreNotKept() throws Exception {
        byte[] other = OnnxBytes.adder(31, 32);
        Answer answer =
                client.upload(
                        "variants",
                        StoreClient.parts()
                                .file("onnx/model_O4.onnx", OnnxBytes.adder(33, 34))
                                .file("onnx/model_quantized.onnx", other)
                                .file("onnx/model_quantized.onnx_data", "weights of the other")
                                .file("slipway.yaml", "model_file: onnx/model_O4.onnx"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("model_file").asString()).isEqualTo("onnx/model_O4.onnx");
        assertThat(answer.json().path("files").size()).isEqualTo(2);
        assertThat(answer.json().path("ignored").toString())
                .isEqualTo("[\"onnx/model_quantized.onnx\",\"onnx/model_quantized.onnx_data\"]");
        platform.sweep();
        assertThat(client.internal("/internal/v1/artefacts/" + sha256(other)).status())
                .isEqualTo(404);
    }

    @Test
    void theTaskOfAClassifierComesFromItsConfiguration() throws Exception {
        Answer ranking =
                client.upload(
                        "reranker",
                        StoreClient.parts()
                                .file("model.onnx", OnnxBytes.adder(35, 36))
                                .file("tokenizer.json", "{}")
                                .file(
                                        "config.json",
                                        "{\"architectures\":[\"BertForSequenceClassification\"],"
                                                + "\"id2label\":{\"0\":\"LABEL_0\"}}"));
        assertThat(ranking.json().path("task").asString()).isEqualTo("text-ranking");
    }

    @Test
    void uploadsOfOneModelAtOnceGetNumbersWithoutAGap() throws Exception {
        int uploads = 6;
        List<Future<Integer>> numbers = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(uploads)) {
            for (int i = 0; i < uploads; i++) {
                byte[] model = OnnxBytes.adder(i % 3, 99);
                numbers.add(
                        workers.submit(() ->
                                client.upload(
                                                "at-once",
                                                StoreClient.parts().file("model.onnx", model))
                                        .json()
                                        .path("version")
                                        .asInt()));
            }
        }
        Set<Integer> found = new TreeSet<>();
        for (Future<Integer> number : numbers) {
            found.add(number.get());
        }
        assertThat(found).containsExactly(1, 2, 3, 4, 5, 6);
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

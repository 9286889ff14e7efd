package dev.slipway.inference.testing;

import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.contract.version.TensorSpec;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A version's files and its manifest, as the store holds them. */
@SuppressWarnings("ArrayRecordComponent")
public record TestPackage(Manifest manifest, byte[] manifestBytes, Map<String, byte[]> byDigest) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    public String seal() {
        return sha256(manifestBytes);
    }

    public static TestPackage of(ModelSignature signature, byte[] model) {
        return of(signature, Map.of("model.onnx", model), null, null);
    }

    public static TestPackage of(
            ModelSignature signature,
            Map<String, byte[]> files,
            @Nullable String task,
            @Nullable Integer maxBatchSize) {
        List<ManifestFile> entries = new ArrayList<>();
        Map<String, byte[]> byDigest = new TreeMap<>();
        files.forEach((path, bytes) -> {
            entries.add(new ManifestFile(path, bytes.length, sha256(bytes)));
            byDigest.put(sha256(bytes), bytes);
        });
        Manifest manifest = new Manifest(1, "model.onnx", entries, signature, task, maxBatchSize);
        return new TestPackage(manifest, JSON.writeValueAsBytes(manifest), byDigest);
    }

    /** The same with batch settings that are fixed. */
    public TestPackage with(FixedBatching fixed) {
        return with(fixed, manifest.processorUse(), manifest.cardUse());
    }

    /** The same with a use of processors that is declared. */
    public TestPackage with(ProcessorUse use) {
        return with(manifest.fixedBatching(), use, manifest.cardUse());
    }

    /** The same with a use of a card that is declared. */
    public TestPackage with(CardUse card) {
        return with(manifest.fixedBatching(), manifest.processorUse(), card);
    }

    private TestPackage with(
            @Nullable FixedBatching fixed, @Nullable ProcessorUse use, @Nullable CardUse card) {
        Manifest with =
                new Manifest(
                        manifest.format(),
                        manifest.modelFile(),
                        manifest.files(),
                        manifest.signature(),
                        manifest.task(),
                        manifest.maxBatchSize(),
                        fixed,
                        use,
                        card);
        return new TestPackage(with, JSON.writeValueAsBytes(with), byDigest);
    }

    /** Dimensions are numbers or names. */
    public static TensorSpec spec(String name, String datatype, Object... shape) {
        List<Long> sizes = new ArrayList<>();
        List<@Nullable String> names = new ArrayList<>();
        for (Object size : shape) {
            sizes.add(size instanceof Number number ? number.longValue() : -1L);
            names.add(size instanceof String symbol ? symbol : null);
        }
        return new TensorSpec(name, datatype, sizes, names);
    }

    public static ModelSignature signature(TensorSpec[] inputs, TensorSpec... outputs) {
        return new ModelSignature(Arrays.asList(inputs), Arrays.asList(outputs));
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

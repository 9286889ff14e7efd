package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.artefact.ArtefactSource;
import dev.slipway.inference.testing.TestPackage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A store of versions that are nothing but their size. */
final class LargePackages implements ArtefactSource {
    private static final Map<String, byte[]> BYTES = new ConcurrentHashMap<>();

    /** Makes a version with one input x and one output y; another content is another version. */
    static TestPackage make(int content, int bytes) {
        byte[] model = new byte[bytes];
        Arrays.fill(model, (byte) content);
        TestPackage made =
                TestPackage.of(
                        TestPackage.signature(
                                new TensorSpec[] {spec("x", "FP32", "n", 2)},
                                spec("y", "FP32", "n", 2)),
                        model);
        BYTES.put(made.seal(), made.manifestBytes());
        BYTES.putAll(made.byDigest());
        return made;
    }

    @Override
    public InputStream openManifest(String sha256) {
        return openArtefact(sha256, 0);
    }

    @Override
    public InputStream openArtefact(String sha256, long offset) {
        byte[] bytes = Objects.requireNonNull(BYTES.get(sha256));
        int from = Math.toIntExact(offset);
        return new ByteArrayInputStream(bytes, from, bytes.length - from);
    }
}

package dev.slipway.store.layout;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Forms of a model that are not served, told by the first bytes of the file. */
public enum ForeignFormat {
    PICKLE(
            "a Python pickle (scikit-learn, joblib)",
            "skl2onnx.to_onnx(model, X[:1].astype(numpy.float32), options={'zipmap': False}), and"
                    + " its SerializeToString() is model.onnx"),
    TORCH(
            "a PyTorch file",
            "torch.onnx.export(model, example, 'model.onnx', dynamic_axes={'input': {0: 'batch'}})"),
    SAFETENSORS(
            "weights in safetensors, without a graph",
            "optimum-cli export onnx --model FOLDER OUT, then upload OUT"),
    KERAS("a Keras or HDF5 file", "python -m tf2onnx.convert --keras MODEL --output model.onnx"),
    TFLITE(
            "a TensorFlow Lite file",
            "python -m tf2onnx.convert --tflite MODEL --output model.onnx"),
    GGUF(
            "a GGUF file",
            "from the original weights, optimum-cli export onnx --model FOLDER OUT, then upload"
                    + " OUT");

    /** Bytes that are looked at. */
    public static final int HEAD_BYTES = 512;

    private static final Set<String> PICKLE_NAMES = Set.of("pkl", "pickle", "joblib");
    private static final Set<String> TORCH_NAMES = Set.of("pt", "pth", "ckpt");
    private static final byte[] TORCH_LEGACY = {
        (byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, (byte) 0x9c, 'F', (byte) 0xf9
    };
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] GGUF_MAGIC = {'G', 'G', 'U', 'F'};
    private static final int NEWEST_PICKLE = 5;
    private static final int SAFETENSORS_LENGTH_BYTES = 8;

    private final String description;
    private final String export;

    ForeignFormat(String description, String export) {
        this.description = description;
        this.export = export;
    }

    /** What it is, with an article. */
    String description() {
        return description;
    }

    /** How to make an ONNX file of it. */
    String export() {
        return export;
    }

    /**
     * What a file is.
     *
     * @param head its first {@link #HEAD_BYTES}, or all when it is shorter
     */
    public static Optional<ForeignFormat> of(PackagePath path, byte[] head) {
        String name = path.value();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (begins(head, 0, TORCH_LEGACY)) {
            return Optional.of(TORCH);
        }
        if (begins(head, 0, HDF5)) {
            return Optional.of(KERAS);
        }
        if (begins(head, 0, GGUF_MAGIC)) {
            return Optional.of(GGUF);
        }
        if (begins(head, 4, "TFL3".getBytes(StandardCharsets.US_ASCII))) {
            return Optional.of(TFLITE);
        }
        if (begins(head, 0, ZIP)) {
            return ofZip(extension, new String(head, StandardCharsets.ISO_8859_1));
        }
        if (isSafetensors(head)) {
            return Optional.of(SAFETENSORS);
        }
        return isPickle(head) || PICKLE_NAMES.contains(extension)
                ? Optional.of(PICKLE)
                : Optional.empty();
    }

    private static Optional<ForeignFormat> ofZip(String extension, String head) {
        if (TORCH_NAMES.contains(extension) || head.contains("/data.pkl")) {
            return Optional.of(TORCH);
        }
        return extension.equals("keras") ? Optional.of(KERAS) : Optional.empty();
    }

    private static boolean isPickle(byte[] head) {
        return head.length > 2
                && (head[0] & 0xff) == 0x80
                && head[1] >= 2
                && head[1] <= NEWEST_PICKLE;
    }

    /** Eight bytes of a length, then JSON of that length that tells of tensors. */
    private static boolean isSafetensors(byte[] head) {
        if (head.length < SAFETENSORS_LENGTH_BYTES + 2
                || head[SAFETENSORS_LENGTH_BYTES] != '{'
                || head[SAFETENSORS_LENGTH_BYTES - 1] != 0) {
            return false;
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.contains("\"dtype\"")
                || text.contains("\"__metadata__\"")
                || text.startsWith("{}", SAFETENSORS_LENGTH_BYTES);
    }

    private static boolean begins(byte[] head, int at, byte[] magic) {
        if (head.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (head[at + i] != magic[i]) {
                return false;
            }
        }
        return true;
    }
}

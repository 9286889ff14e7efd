package dev.slipway.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestPackage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Cross-encoders that read 48 tokens at most, in ONNX Runtime called directly. */
final class DirectCrossEncoders implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, OrtSession> sessions = new HashMap<>();

    DirectCrossEncoders() throws IOException {
        tokenizer =
                HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(MiniLm.tokenizer()),
                        Map.of(
                                "padding", "false",
                                "truncation", "true",
                                "maxLength", "48",
                                "modelMaxLength", "48"));
    }

    void load(String name, TestPackage cross) throws OrtException {
        byte[] model =
                cross.byDigest()
                        .get(
                                cross.manifest().files().stream()
                                        .filter(file -> file.path().equals("model.onnx"))
                                        .findFirst()
                                        .orElseThrow()
                                        .sha256());
        sessions.put(
                name, OrtEnvironment.getEnvironment().createSession(Objects.requireNonNull(model)));
    }

    /** Of a text alone, without those that stand around it. */
    int tokens(String text) {
        return tokenizer.encode(text, false, false).getIds().length;
    }

    /** Of a pair, with those that stand around both. */
    int tokens(String query, String document) {
        return tokenizer.encode(query, document).getIds().length;
    }

    /** The logit of a pair; the types of its tokens only go to a model that wants them. */
    float logit(String name, String query, String document) throws OrtException {
        Encoding pair = tokenizer.encode(query, document);
        OrtEnvironment ort = OrtEnvironment.getEnvironment();
        OrtSession session = Objects.requireNonNull(sessions.get(name));
        try (OnnxTensor ids = OnnxTensor.createTensor(ort, new long[][] {pair.getIds()});
                OnnxTensor mask =
                        OnnxTensor.createTensor(ort, new long[][] {pair.getAttentionMask()});
                OnnxTensor types = OnnxTensor.createTensor(ort, new long[][] {pair.getTypeIds()})) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("input_ids", ids);
            inputs.put("attention_mask", mask);
            if (session.getInputNames().contains("token_type_ids")) {
                inputs.put("token_type_ids", types);
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return ((float[][]) result.get(0).getValue())[0][0];
            }
        }
    }

    @Override
    public void close() throws OrtException {
        for (OrtSession session : sessions.values()) {
            session.close();
        }
        tokenizer.close();
    }
}

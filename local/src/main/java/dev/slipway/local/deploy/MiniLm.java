package dev.slipway.local.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bundled sentence-embedding model (all-MiniLM-L6-v2, fp32). Its jar holds the graph and the
 * tokenizer; what Sentence Transformers keep beside them is added here.
 */
public final class MiniLm {
    public static final String NAME = "minilm";

    private static final String MODULES =
            """
            [
              {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
              {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
              {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}
            ]
            """;
    private static final String POOLING =
            """
            {
              "word_embedding_dimension": 384,
              "pooling_mode_cls_token": false,
              "pooling_mode_mean_tokens": true,
              "pooling_mode_max_tokens": false,
              "pooling_mode_mean_sqrt_len_tokens": false
            }
            """;
    private static final String SLIPWAY =
            """
            task: feature-extraction
            max_batch_size: 32
            """;

    private MiniLm() {}

    public static ModelFolder model() throws IOException {
        return new ModelFolder(
                NAME,
                List.of(
                        resource("model.onnx", "/all-minilm-l6-v2.onnx"),
                        resource("tokenizer.json", "/all-minilm-l6-v2-tokenizer.json"),
                        text("modules.json", MODULES),
                        text("1_Pooling/config.json", POOLING),
                        text("slipway.yaml", SLIPWAY)));
    }

    private static ModelFile resource(String path, String name) throws IOException {
        URL resource = MiniLm.class.getResource(name);
        if (resource == null) {
            throw new IOException("the bundled model is not on the class path; build again");
        }
        return new ModelFile(
                path, resource.openConnection().getContentLengthLong(), () -> open(name));
    }

    private static InputStream open(String name) throws IOException {
        InputStream content = MiniLm.class.getResourceAsStream(name);
        if (content == null) {
            throw new IOException("the bundled model is not on the class path; build again");
        }
        return content;
    }

    private static ModelFile text(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ModelFile(path, bytes.length, () -> new ByteArrayInputStream(bytes));
    }
}

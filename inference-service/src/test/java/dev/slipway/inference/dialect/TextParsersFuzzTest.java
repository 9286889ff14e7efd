package dev.slipway.inference.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.ClassifyRequest;
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.RerankRequest;
import dev.slipway.inference.dialect.openai.SimilarityCodec;
import dev.slipway.inference.dialect.openai.SimilarityRequest;
import dev.slipway.inference.dialect.openai.json.OpenAiJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.testing.FuzzedInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is nearly a request about texts ends as one, or in a refusal as that of tensors does. */
class TextParsersFuzzTest {
    private static final int INPUTS = 4_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EmbeddingsCodec embeddings = OpenAiJsonConfiguration.embeddingsCodec();
    private final RerankCodec rerank = OpenAiJsonConfiguration.rerankCodec();
    private final SimilarityCodec similarity = OpenAiJsonConfiguration.similarityCodec();
    private final ClassifyCodec classify = OpenAiJsonConfiguration.classifyCodec();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void embeddings() {
        FuzzedInput.each(
                INPUTS,
                List.of(
                        bytes("{\"model\":\"m\",\"input\":[\"one\",\"two\"],\"dimensions\":8}"),
                        bytes("{\"input\":\"a\",\"encoding_format\":\"base64\",\"truncate\":1}"),
                        bytes("{\"input\":[[1,2,3],[4]],\"user\":{\"a\":[null]}}")),
                body -> {
                    if (embeddings.decode(body, true)
                            instanceof Decoded.Refused<EmbeddingsRequest>(Refusal refusal)) {
                        ClientsFault.assertJson(refusal, embeddings);
                    }
                });
    }

    @Test
    void rankings() {
        FuzzedInput.each(
                INPUTS,
                List.of(
                        bytes(
                                """
                                {"query":"q","documents":["one",{"text":"two"}],"top_n":1,\
                                "return_documents":true,"max_tokens_per_doc":7}\
                                """)),
                body -> {
                    switch (rerank.decode(body)) {
                        case Decoded.Refused<RerankRequest>(Refusal refusal) ->
                                ClientsFault.assertJson(refusal, embeddings);
                        case Decoded.Request<RerankRequest>(RerankRequest request) ->
                                JSON.readTree(
                                        rerank.encode(
                                                "m",
                                                request,
                                                List.of(new RerankCodec.Ranked(0, 0.5)),
                                                3));
                    }
                });
    }

    @Test
    void similarities() {
        FuzzedInput.each(
                INPUTS,
                List.of(
                        bytes(
                                """
                                {"inputs":{"source_sentence":"a","sentences":["b","c"]},\
                                "parameters":{"truncate":true}}\
                                """)),
                body -> {
                    if (similarity.decode(body)
                            instanceof Decoded.Refused<SimilarityRequest>(Refusal refusal)) {
                        ClientsFault.assertJson(refusal, embeddings);
                    }
                });
    }

    @Test
    void classifications() {
        FuzzedInput.each(
                INPUTS,
                List.of(
                        bytes("{\"inputs\":\"a\",\"top_k\":2,\"raw_scores\":true}"),
                        bytes("{\"inputs\":[\"a\",[\"b\",\"c\"]],\"truncate\":\"END\"}")),
                body -> {
                    if (classify.decode(body)
                            instanceof Decoded.Refused<ClassifyRequest>(Refusal refusal)) {
                        ClientsFault.assertJson(refusal, embeddings);
                    }
                });
    }
}

package dev.slipway.inference.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.dialect.openai.json.OpenAiJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * OpenAI's embeddings: a request of one sentence, and an answer of one vector of 384 numbers.
 * Microseconds and allocated bytes a body; no tokenizing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EmbeddingsBenchmark {
    private static final int NUMBERS = 384;
    private static final int TOKENS = 18;

    private final EmbeddingsCodec codec = OpenAiJsonConfiguration.embeddingsCodec();
    private final byte[] body =
            """
            {"model":"minilm","input":"A ship that slides down the slipway floats before anybody \
            has asked it to.","encoding_format":"float"}\
            """
                    .getBytes(UTF_8);
    private final float[][] vectors = new float[1][NUMBERS];

    @Setup
    public void fillVector() {
        Random random = new Random(NUMBERS);
        for (int i = 0; i < NUMBERS; i++) {
            // About as large as the numbers of a vector of length 1.
            vectors[0][i] = (float) (random.nextGaussian() / Math.sqrt(NUMBERS));
        }
    }

    @Benchmark
    public EmbeddingsRequest decodeOneText() {
        return switch (codec.decode(body, false)) {
            case Decoded.Request<EmbeddingsRequest>(EmbeddingsRequest request) -> request;
            case Decoded.Refused<EmbeddingsRequest>(Refusal refusal) ->
                    throw new IllegalStateException(refusal.message());
        };
    }

    @Benchmark
    public byte[] encodeNumbers() {
        return encode(false);
    }

    @Benchmark
    public byte[] encodeBase64() {
        return encode(true);
    }

    private byte[] encode(boolean base64) {
        return switch (codec.encode("minilm", base64, vectors, TOKENS)) {
            case EmbeddingsCodec.Encoded.Body(byte[] bytes) -> bytes;
            case EmbeddingsCodec.Encoded.Refused(Refusal refusal) ->
                    throw new IllegalStateException(refusal.message());
        };
    }
}

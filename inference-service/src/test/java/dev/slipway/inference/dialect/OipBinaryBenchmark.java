package dev.slipway.inference.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The Open Inference Protocol's binary extension over REST, one FP32 tensor after the JSON that
 * describes it: a table's row of 4 numbers, and a picture of 3 x 224 x 224. Microseconds and
 * allocated bytes a body.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OipBinaryBenchmark {
    @Param({"4", "150528"})
    public int floats;

    private final OipCodec codec = OipJsonConfiguration.oipCodec();
    private final InferRequest request =
            new InferRequest(null, Map.of(), List.of("y"), Set.of("y"), new byte[0], null, 0);
    private OneTensor x = OneTensor.of(1);
    private byte[] body = {};
    private int jsonLength;

    @Setup
    public void makeBody() {
        x = OneTensor.of(floats);
        byte[] data = x.bytes();
        byte[] json =
                """
                {"inputs":[{"name":"x","shape":[1,%d],"datatype":"FP32",\
                "parameters":{"binary_data_size":%d}}],"parameters":{"binary_data_output":true}}\
                """
                        .formatted(floats, data.length)
                        .getBytes(UTF_8);
        jsonLength = json.length;
        body = Arrays.copyOf(json, json.length + data.length);
        System.arraycopy(data, 0, body, json.length, data.length);
    }

    @Benchmark
    public InferRequest decode() {
        return OneTensor.read(memory -> codec.decode(body, jsonLength, x.signature(), memory));
    }

    /** Into a buffer that is made for it. */
    @Benchmark
    public InferRequest decodeAfresh() {
        return OneTensor.readAfresh(
                memory -> codec.decode(body, jsonLength, x.signature(), memory));
    }

    @Benchmark
    public byte[] encode() {
        return OneTensor.written(codec.encode("m", 1, request, x.answer()));
    }
}

package dev.slipway.inference.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 * The Open Inference Protocol as JSON, one FP32 tensor: a table's row of 4 and of 16 numbers, and a
 * picture of 3 x 224 x 224. Microseconds and allocated bytes a body.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OipJsonBenchmark {
    @Param({"4", "16", "150528"})
    public int floats;

    private final OipCodec codec = OipJsonConfiguration.oipCodec();
    private final InferRequest request = new InferRequest(null, Map.of(), List.of("y"), null);
    private OneTensor x = OneTensor.of(1);
    private byte[] body = {};

    @Setup
    public void makeBody() {
        x = OneTensor.of(floats);
        body =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,%d],\"datatype\":\"FP32\",\"data\":%s}]}"
                        .formatted(floats, Arrays.toString(x.values()))
                        .getBytes(UTF_8);
    }

    @Benchmark
    public InferRequest decode() {
        return OneTensor.read(memory -> codec.decode(body, x.signature(), memory));
    }

    @Benchmark
    public byte[] encode() {
        return OneTensor.written(codec.encode("m", 1, request, x.answer()));
    }
}

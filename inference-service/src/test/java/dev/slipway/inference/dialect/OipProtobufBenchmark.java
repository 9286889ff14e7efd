package dev.slipway.inference.dialect;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
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
 * The Open Inference Protocol as a message, one FP32 tensor: a table's row of 4 numbers, and a
 * picture of 3 x 224 x 224, as raw contents and as typed ones. Microseconds and allocated bytes a
 * message.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OipProtobufBenchmark {
    @Param({"4", "150528"})
    public int floats;

    private final OipCodec codec = OipProtobufConfiguration.oipCodec();
    private final InferRequest request = new InferRequest(null, Map.of(), List.of("y"), null);
    private OneTensor x = OneTensor.of(1);
    private byte[] raw = {};
    private byte[] typed = {};

    @Setup
    public void makeMessages() {
        x = OneTensor.of(floats);
        raw =
                ModelInferRequest.newBuilder()
                        .addInputs(input())
                        .addRawInputContents(ByteString.copyFrom(x.bytes()))
                        .build()
                        .toByteArray();
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float value : x.values()) {
            contents.addFp32Contents(value);
        }
        typed =
                ModelInferRequest.newBuilder()
                        .addInputs(input().setContents(contents))
                        .build()
                        .toByteArray();
    }

    private InferInputTensor.Builder input() {
        return InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(floats);
    }

    @Benchmark
    public InferRequest decodeRaw() {
        return OneTensor.read(memory -> codec.decode(raw, x.signature(), memory));
    }

    @Benchmark
    public InferRequest decodeTyped() {
        return OneTensor.read(memory -> codec.decode(typed, x.signature(), memory));
    }

    @Benchmark
    public byte[] encode() {
        return OneTensor.written(codec.encode("m", 1, request, x.answer()));
    }
}

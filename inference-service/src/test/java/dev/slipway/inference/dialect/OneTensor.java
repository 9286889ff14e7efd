package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.BufferPoolSettings;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * What benchmarks of codecs read and write: a request of one FP32 tensor {@code x} of shape [1,
 * count], values between 0 and 1, and an answer {@code y} of the same values.
 */
record OneTensor(ModelSignature signature, Tensor tensor) {
    private static final ByteBudget BUDGET = new ByteBudget(Long.MAX_VALUE);
    private static final BufferPool POOL = new BufferPool(new BufferPoolSettings(16 << 20));

    static OneTensor of(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n", count)},
                        spec("y", "FP32", "n", count));
        return new OneTensor(signature, Tensor.floats(values, 1, count));
    }

    int count() {
        return tensor.count();
    }

    float[] values() {
        return (float[]) tensor.data();
    }

    /** The values as the protocol's raw bytes. */
    byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(count() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values());
        return bytes.array();
    }

    Map<String, Tensor> answer() {
        return Map.of("y", tensor);
    }

    /**
     * What was read, by a request of its own that has ended; a benchmark of refusals is a mistake.
     *
     * @param decode reads it with the memory of that request, whose budget has no end
     */
    static InferRequest read(Function<RequestMemory, OipCodec.Decoded> decode) {
        return read(decode, POOL);
    }

    /** The same without buffers that wait for the next request. */
    static InferRequest readAfresh(Function<RequestMemory, OipCodec.Decoded> decode) {
        return read(decode, BufferPool.keepingNothing());
    }

    private static InferRequest read(
            Function<RequestMemory, OipCodec.Decoded> decode, BufferPool pool) {
        RequestMemory memory = new RequestMemory(BUDGET, BUDGET, pool);
        OipCodec.Decoded decoded = decode.apply(memory);
        memory.end();
        return switch (decoded) {
            case OipCodec.Decoded.Request(InferRequest request) -> request;
            case OipCodec.Decoded.Refused(Refusal refusal) ->
                    throw new IllegalStateException(refusal.message());
        };
    }

    /** What was written; a benchmark of refusals is a mistake. */
    static byte[] written(OipCodec.Encoded encoded) {
        return switch (encoded) {
            case OipCodec.Encoded.Body(byte[] bytes, _) -> bytes;
            case OipCodec.Encoded.Refused(Refusal refusal) ->
                    throw new IllegalStateException(refusal.message());
        };
    }
}

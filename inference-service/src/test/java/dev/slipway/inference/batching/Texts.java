package dev.slipway.inference.batching;

import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests of texts for tests: ids of INT64 and a mask of INT32. */
final class Texts {
    static final long PAD = 7;
    static final PadRule PADDING =
            new PadRule(Map.of("ids", PAD, "mask", 0L), "mask", Set.of("tokens"));
    static final MergeRule RULE = new MergeRule(8, Merging.DECLARED, "test", PADDING);
    static final MergeRule EQUAL = new MergeRule(8, Merging.DECLARED, "test");

    private Texts() {}

    /** Rows of one length, all of them read; their ids count up from a first one. */
    static EngineRequest request(long firstId, int rows, int length) {
        long[] ids = new long[rows * length];
        Arrays.setAll(ids, i -> firstId + i);
        int[] mask = new int[ids.length];
        Arrays.fill(mask, 1);
        return request(
                Tensor.longs(ids, rows, length),
                new Tensor(DataType.INT32, new long[] {rows, length}, mask));
    }

    static EngineRequest request(Tensor ids, Tensor mask) {
        return request(Map.of("ids", ids, "mask", mask));
    }

    static EngineRequest request(Map<String, Tensor> inputs) {
        return new EngineRequest(
                inputs,
                List.of("tokens", "pooled"),
                Deadline.in(Duration.ofSeconds(1), () -> 0),
                new CancelToken());
    }
}

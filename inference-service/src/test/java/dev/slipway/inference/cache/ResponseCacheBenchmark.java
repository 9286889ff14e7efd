package dev.slipway.inference.cache;

import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.RunObserver;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * What a work costs in front of the queue where answers are kept: its key alone, of a text of 32
 * tokens and of a picture of 3 x 224 x 224, and a text that is found, and one that is run by an
 * engine that does nothing and is kept. Microseconds and allocated bytes a work.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResponseCacheBenchmark {
    private static final int TOKENS = 32;
    private static final int PIXELS = 3 * 224 * 224;
    private static final Map<String, Tensor> ANSWER =
            Map.of("y", Tensor.floats(new float[TOKENS * 384], 1, TOKENS, 384));

    private static final AnswerSink NOBODY =
            new AnswerSink() {
                @Override
                public void answer(Map<String, Tensor> outputs) {}

                @Override
                public void complete() {}

                @Override
                public void refuse(Refusal refusal) {}
            };

    private static final Asker INDIFFERENT =
            new Asker() {
                @Override
                public void looked(Lookup result) {}

                @Override
                public void run(Work work) {
                    throw new IllegalStateException("nobody else asks");
                }
            };

    private final RequestDigest digest = new RequestDigest();
    private final EngineRequest picture =
            request(Map.of("x", Tensor.floats(new float[PIXELS], 1, 3, 224, 224)));
    private final VersionResponses responses =
            new ResponseCache(new ResponseCacheSettings(48 << 20), System::nanoTime)
                    .of("m", 1, "seal");
    private long question;

    /** What is found is there from the beginning. */
    @Setup
    public void keepOne() {
        responses.keep(ResponseCaching.PER_TENANT);
        answer(text(0));
    }

    private static EngineRequest request(Map<String, Tensor> inputs) {
        return new EngineRequest(
                inputs,
                List.of("y"),
                Deadline.in(Duration.ofHours(1), System::nanoTime),
                new CancelToken());
    }

    private static EngineRequest text(long first) {
        long[] ids = new long[TOKENS];
        ids[0] = first;
        return request(
                Map.of(
                        "input_ids",
                        Tensor.longs(ids, 1, TOKENS),
                        "attention_mask",
                        Tensor.longs(new long[TOKENS], 1, TOKENS),
                        "token_type_ids",
                        Tensor.longs(new long[TOKENS], 1, TOKENS)));
    }

    private List<Work> ask(EngineRequest request) {
        Work work = new Work(request, NOBODY, RunObserver.NOBODY, RequestClass.DEFAULT);
        return responses.unanswered(List.of(work), INDIFFERENT);
    }

    private int answer(EngineRequest request) {
        List<Work> toRun = ask(request);
        for (Work work : toRun) {
            work.sink().answer(ANSWER);
            work.sink().complete();
        }
        return toRun.size();
    }

    @Benchmark
    public Object keyOfAText() {
        return digest.of("seal", "", text(0));
    }

    @Benchmark
    public Object keyOfAPicture() {
        return digest.of("seal", "", picture);
    }

    @Benchmark
    public Object textThatIsFound() {
        return ask(text(0));
    }

    @Benchmark
    public int textThatIsRunAndKept() {
        return answer(text(++question));
    }
}

package dev.slipway.inference.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a version before anybody waits for it: on a text where it takes texts, else on what is made
 * from the signature, zeros with 1 wherever a dimension varies. A graph may refuse that: it is
 * noted, not held against it. Then, by a {@link CostTrial}, its runs teach what runs take.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final String QUERY = "Is it warm?";
    private static final String TEXT = "A replica is warm before it is ready.";
    private static final int RUNS = 2;

    /** Elements of an input that is made up. */
    static final int MOST_ELEMENTS = 1 << 24;

    /** All that is timed takes no longer than this, nor than a tenth of what is allowed. */
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(2);

    private static final int PART_OF_A_TRIAL = 10;

    private final Duration longest;
    private final LongSupplier nanoTime;

    /**
     * For all versions of this process.
     *
     * @param longest the runs that warm one version take no longer than that
     */
    public WarmUp(Duration longest, LongSupplier nanoTime) {
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    void run(VersionId id, Engine engine, TaskSetup task, ModelSignature signature) {
        Map<String, Tensor> sample = sample(task, signature);
        if (sample == null) {
            LOG.info("{} is not warmed: its inputs are too large to make up", id);
            return;
        }
        List<String> outputs = outputs(signature);
        try (CancelTimer timer = new CancelTimer(longest)) {
            CancelToken cancel = timer.token();
            for (int i = 0; i < RUNS && !cancel.isCancelled(); i++) {
                Deadline deadline = Deadline.in(longest, nanoTime);
                engine.run(new EngineRequest(sample, outputs, deadline, cancel), new Noting(id));
            }
        }
    }

    /** After {@link #run} on the same engine, and before there is traffic. */
    void teach(
            LearnedCost cost,
            Engine engine,
            TaskSetup task,
            ModelSignature signature,
            MergeRule rule) {
        Duration part = longest.dividedBy(PART_OF_A_TRIAL);
        Duration budget = part.compareTo(LONGEST_TRIAL) < 0 ? part : LONGEST_TRIAL;
        TrialInputs inputs = new TrialInputs(task, signature, rule.maxRows());
        new CostTrial(engine, budget, nanoTime).teach(inputs, rule, outputs(signature), cost);
    }

    /**
     * How runs of a version best share the processors, in place of what its engine was opened for;
     * null where that was not found. After {@link #teach}, and before there is traffic.
     */
    @Nullable RunSharing share(WarmVersion version, SharingSearch.Challengers challengers) {
        List<String> outputs = outputs(version.files().manifest().signature());
        return new SharingTrial(version, nanoTime).find(outputs, challengers);
    }

    private static List<String> outputs(ModelSignature signature) {
        return signature.outputs().stream().map(TensorSpec::name).toList();
    }

    private static @Nullable Map<String, Tensor> sample(TaskSetup task, ModelSignature signature) {
        Map<String, Tensor> ofTexts = MadeUpInputs.ofTexts(task, QUERY, List.of(TEXT));
        return ofTexts != null
                ? ofTexts
                : MadeUpInputs.ofSignature(
                        signature,
                        shape -> Arrays.stream(shape).map(size -> size < 0 ? 1 : size).toArray(),
                        MOST_ELEMENTS,
                        WarmUp::zeros);
    }

    /** Zeros, or empty texts. */
    static Object zeros(DataType type, int count) {
        Object data = Array.newInstance(type.element(), count);
        if (data instanceof String[] strings) {
            Arrays.fill(strings, "");
        }
        return data;
    }

    private record Noting(VersionId id) implements AnswerSink {
        @Override
        public void answer(Map<String, Tensor> outputs) {}

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            LOG.info("{} refused a made-up sample: {}", id, refusal.message());
        }
    }
}

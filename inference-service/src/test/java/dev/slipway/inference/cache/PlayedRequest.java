package dev.slipway.inference.cache;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.RunObserver;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request of one work, what it was told and was given to run; the test is the engine. */
final class PlayedRequest implements Asker, AnswerSink {
    static final Refusal FAILED = new Refusal(ErrorCode.ENGINE_FAILED, "played");

    final CancelToken cancel = new CancelToken();
    final List<Lookup> lookups = new ArrayList<>();
    final List<Work> runs = new ArrayList<>();
    final List<Map<String, Tensor>> answers = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    int completions;
    Runnable whenRun = () -> {};

    private final Work work;

    private PlayedRequest(float x, RequestClass of, Duration left, AnswerMemory memory) {
        work =
                new Work(
                        new EngineRequest(
                                Map.of("x", Tensor.floats(new float[] {x, 1}, 2, 1)),
                                List.of("y"),
                                Deadline.in(left, () -> 0),
                                cancel,
                                BufferLease.ofNothing(),
                                memory),
                        this,
                        RunObserver.NOBODY,
                        of);
    }

    static PlayedRequest of(String tenant) {
        return of(tenant, RequestClass.DEFAULT_PRIORITY, Duration.ofSeconds(60));
    }

    static PlayedRequest of(String tenant, int priority, Duration left) {
        return new PlayedRequest(
                7, new RequestClass(priority, tenant), left, AnswerMemory.UNBOUNDED);
    }

    /** As {@link #of(String)}, and its answer is charged to a memory. */
    static PlayedRequest within(String tenant, AnswerMemory memory) {
        RequestClass of = new RequestClass(RequestClass.DEFAULT_PRIORITY, tenant);
        return new PlayedRequest(7, of, Duration.ofSeconds(60), memory);
    }

    /** Another question than all others ask. */
    static PlayedRequest other(float x) {
        return new PlayedRequest(
                x, RequestClass.DEFAULT, Duration.ofSeconds(60), AnswerMemory.UNBOUNDED);
    }

    static Map<String, Tensor> answer(float y) {
        return Map.of("y", Tensor.floats(new float[] {y, y}, 2, 1));
    }

    Work work() {
        return work;
    }

    PlayedRequest asks(VersionResponses responses) {
        runs.addAll(responses.unanswered(List.of(work), this));
        return this;
    }

    void engineAnswers(float y) {
        engineAnswers(answer(y));
    }

    void engineAnswers(Map<String, Tensor> outputs) {
        AnswerSink engine = runs.getLast().sink();
        engine.answer(outputs);
        engine.complete();
    }

    void engineFails() {
        runs.getLast().sink().refuse(FAILED);
    }

    @Override
    public void looked(Lookup result) {
        lookups.add(result);
    }

    @Override
    public void run(Work toRun) {
        runs.add(toRun);
        whenRun.run();
    }

    @Override
    public void answer(Map<String, Tensor> outputs) {
        answers.add(outputs);
    }

    @Override
    public void complete() {
        completions++;
    }

    @Override
    public void refuse(Refusal refusal) {
        refusals.add(refusal);
    }
}

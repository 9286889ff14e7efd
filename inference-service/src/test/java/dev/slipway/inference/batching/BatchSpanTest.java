package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.telemetry.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchSpanTest {
    private final Noted first = new Noted("first");
    private final Noted second = new Noted("second");

    /** Keeps what it is told. */
    private static final class Noted implements Span {
        private final String name;
        private final List<Noted> parts = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
        private final Map<String, String> attributes = new TreeMap<>();

        Noted(String name) {
            this.name = name;
        }

        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public Span call(String called) {
            throw new UnsupportedOperationException("a run is no call");
        }

        @Override
        public void step(String step, long startNanos, long endNanos) {}

        @Override
        public Span part(String part) {
            parts.add(new Noted(part));
            return parts.getLast();
        }

        @Override
        public void link(Span other) {
            links.add(((Noted) other).name);
        }

        @Override
        public void rename(String other) {}

        @Override
        public Span set(String key, String value) {
            attributes.put(key, value);
            return this;
        }

        @Override
        public Span set(String key, long value) {
            attributes.put(key, Long.toString(value));
            return this;
        }

        @Override
        public void fail(String reason) {}

        @Override
        public @Nullable String traceparent() {
            return null;
        }

        @Override
        public String traceId() {
            return name;
        }

        @Override
        public void end() {}
    }

    private static final AnswerSink NOBODY =
            new AnswerSink() {
                @Override
                public void answer(Map<String, Tensor> outputs) {}

                @Override
                public void complete() {}

                @Override
                public void refuse(Refusal refusal) {}
            };

    private record Traced(Span span) implements RunObserver {
        @Override
        public void started(ReleaseReason why, int rows, long waitedNanos) {}

        @Override
        public void ran(long nanos) {}
    }

    private static QueuedWork work(RunObserver observer) {
        EngineRequest request =
                new EngineRequest(
                        Map.of(),
                        List.of(),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        new CancelToken());
        Work work = new Work(request, NOBODY, observer, RequestClass.DEFAULT);
        return new QueuedWork(work, new RunShape(1, 1), 0, QueuedWork.Extent.WHOLE_REQUEST);
    }

    private static Span begin(RunObserver... observers) {
        List<QueuedWork> works = new ArrayList<>();
        for (RunObserver observer : observers) {
            works.add(work(observer));
        }
        return BatchSpan.begin(works, works.size(), ReleaseReason.MARGINAL_COST);
    }

    @Test
    void aRunOfWhichNothingIsTracedHasNone() {
        assertThat(begin(RunObserver.NOBODY, RunObserver.NOBODY)).isSameAs(Span.NONE);
    }

    @Test
    void aRunIsAPartOfTheFirstTracedRequestAndLinkedWithEachOnce() {
        Span batch =
                begin(RunObserver.NOBODY, new Traced(first), new Traced(second), new Traced(first));
        assertThat(first.parts).hasSize(1);
        assertThat(batch).isSameAs(first.parts.getFirst());
        assertThat(second.parts).isEmpty();
        assertThat(first.parts.getFirst().name).isEqualTo("batch");
        assertThat(first.parts.getFirst().links).containsExactly("first", "second");
        assertThat(first.parts.getFirst().attributes)
                .isEqualTo(
                        Map.of(
                                "slipway.batch.rows", "4",
                                "slipway.batch.release", "marginal-cost"));
        assertThat(first.links).containsExactly("batch");
        assertThat(second.links).containsExactly("batch");
    }
}

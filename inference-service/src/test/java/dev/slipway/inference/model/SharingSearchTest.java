package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.RunSharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which sharing is found, from what runs take. */
class SharingSearchTest {
    private static final double FAILS = Double.NaN;
    private static final int ALONE = 0;

    /** What a run takes alone, and by the threads that share it where all processors are used. */
    private Map<Integer, Double> nanos = Map.of();

    private final List<Graph> opened = new ArrayList<>();
    private boolean room = true;
    private boolean refused;

    private static final class Graph implements Engine {
        private final int threads;
        private int closes;

        Graph(int threads) {
            this.threads = threads;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            throw new AssertionError();
        }

        @Override
        public void close() {
            closes++;
        }
    }

    private @Nullable Engine open(int threads) throws EngineLoadException {
        if (refused) {
            throw new EngineLoadException("no");
        }
        if (!room) {
            return null;
        }
        Graph graph = new Graph(threads);
        opened.add(graph);
        return graph;
    }

    private double pace(Engine engine, int atOnce) {
        int threads = ((Graph) engine).threads;
        boolean alone = threads == 1 && atOnce == 1;
        return nanos.getOrDefault(alone ? ALONE : threads, FAILS);
    }

    private @Nullable RunSharing find(int processors) {
        Graph first = new Graph(1);
        RunSharing found = new SharingSearch(processors, this::pace).find(first, this::open);
        assertThat(first.closes).isZero();
        assertThat(opened).allSatisfy(graph -> assertThat(graph.closes).isOne());
        return found;
    }

    private List<Integer> tried() {
        return opened.stream().map(graph -> graph.threads).toList();
    }

    @Test
    void runsThatHardlyHinderEachOtherStayAsTheyAreAndNothingElseIsOpened() {
        nanos = Map.of(ALONE, 100.0, 1, 27.0);
        assertThat(find(4)).isEqualTo(new RunSharing(1, 4));
        assertThat(opened).isEmpty();
    }

    @Test
    void whereTheyDoRunsAreSharedAsLongAsThatIsClearlyBetter() {
        nanos = Map.of(ALONE, 100.0, 1, 60.0, 2, 50.0, 4, 40.0);
        assertThat(find(4)).isEqualTo(new RunSharing(4, 1));
        assertThat(tried()).containsExactly(2, 4);
    }

    @Test
    void itEndsWhereMoreThreadsAreHardlyBetter() {
        nanos = Map.of(ALONE, 100.0, 1, 60.0, 2, 50.0, 4, 49.0);
        assertThat(find(4)).isEqualTo(new RunSharing(2, 2));
        nanos = Map.of(ALONE, 100.0, 1, 60.0, 2, 58.0, 4, 10.0);
        opened.clear();
        assertThat(find(4)).isEqualTo(new RunSharing(1, 4));
        assertThat(tried()).containsExactly(2);
    }

    @Test
    void noProcessorIsLeftOver() {
        nanos = Map.of(ALONE, 100.0, 1, 60.0, 2, 50.0, 6, 40.0);
        assertThat(find(6)).isEqualTo(new RunSharing(6, 1));
        assertThat(tried()).containsExactly(2, 6);
    }

    @Test
    void whatCannotBeTriedWhollyFindsNothing() {
        nanos = Map.of(ALONE, 100.0);
        assertThat(find(2)).isNull();
        nanos = Map.of(ALONE, 100.0, 1, 70.0);
        assertThat(find(2)).isNull();
        assertThat(tried()).containsExactly(2);
        room = false;
        assertThat(find(2)).isNull();
        refused = true;
        assertThat(find(2)).isNull();
    }
}

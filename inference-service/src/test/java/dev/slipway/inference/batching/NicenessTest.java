package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.condition.OS.LINUX;

import dev.slipway.inference.testing.ThreadNiceness;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

@EnabledOnOs(LINUX)
class NicenessTest {
    private static final Executor FRESH = work -> Thread.ofPlatform().daemon().start(work);

    private static int after(int... steps) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            for (int step : steps) {
                                Niceness.yieldBy(step);
                            }
                            return ThreadNiceness.now();
                        },
                        FRESH)
                .join();
    }

    private static int sum(int nice, int more) {
        return Math.min(Niceness.MOST, nice + more);
    }

    @Test
    void aThreadYieldsAndNobodyElseDoes() {
        int before = ThreadNiceness.now();
        assertThat(after(5)).isEqualTo(sum(before, 5));
        assertThat(ThreadNiceness.now()).isEqualTo(before);
        assertThat(after()).isEqualTo(before);
    }

    @Test
    void whoYieldsAlreadyYieldsByNoMore() {
        int before = ThreadNiceness.now();
        assertThat(after(5, 5)).isEqualTo(sum(before, 5));
        assertThat(after(5, 3)).isEqualTo(sum(before, 5));
        assertThat(after(3, 5)).isEqualTo(sum(before, 5));
    }

    @Test
    void noneYieldsByMoreThanThereIs() {
        assertThat(after(Niceness.MOST + 1)).isEqualTo(Niceness.MOST);
    }

    @Test
    void zeroChangesNothing() {
        int before = ThreadNiceness.now();
        assertThat(after(0)).isEqualTo(before);
    }

    /** What a thread of one kind said of itself. */
    private record Said(String name, int nice) {
        static Said byThisThread() {
            return new Said(Thread.currentThread().getName(), ThreadNiceness.now());
        }
    }

    @Test
    void threadsOfOrdinaryRunsYieldAndThoseOfUrgentOnesDoNot() throws Exception {
        int before = ThreadNiceness.now();
        RunThreads threads = RunThreads.of(new BatchingSettings(5), System::nanoTime);
        threads.ordinary().lend(1, 0);
        threads.urgent().lend(0, 1);
        CompletableFuture<Said> ordinary = new CompletableFuture<>();
        CompletableFuture<Said> urgent = new CompletableFuture<>();
        threads.ordinary().ready(() -> tells(ordinary), 1);
        threads.urgent().urgently(() -> tells(urgent));
        assertThat(ordinary.get(Patience.SECONDS, TimeUnit.SECONDS))
                .isEqualTo(new Said("engine-1", sum(before, 5)));
        assertThat(urgent.get(Patience.SECONDS, TimeUnit.SECONDS))
                .isEqualTo(new Said("urgent-1", before));
    }

    private static boolean tells(CompletableFuture<Said> whom) {
        whom.complete(Said.byThisThread());
        return false;
    }

    @Test
    void whatIsDoneOnAThreadThatYieldsIsGivenAndThrownToWhoWaitsForIt() throws Exception {
        int before = ThreadNiceness.now();
        NiceThreads threads = new NiceThreads(5);
        int nice = threads.call("warm", ThreadNiceness::now);
        assertThat(nice).isEqualTo(sum(before, 5));
        IllegalStateException injected = new IllegalStateException("injected");
        assertThatThrownBy(() ->
                        threads.call(
                                "warm",
                                () -> {
                                    throw injected;
                                }))
                .isInstanceOf(ExecutionException.class)
                .hasCause(injected);
        assertThat(ThreadNiceness.now()).isEqualTo(before);
    }

    @Test
    void anInterruptionWaitsForTheEndOfWhatIsDone() throws Exception {
        NiceThreads threads = new NiceThreads(5);
        Thread.currentThread().interrupt();
        int given = threads.call("warm", () -> 7);
        assertThat(given).isEqualTo(7);
        assertThat(Thread.interrupted()).isTrue();
    }
}

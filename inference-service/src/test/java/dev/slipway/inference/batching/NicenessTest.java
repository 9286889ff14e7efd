package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

@EnabledOnOs(LINUX)
class NicenessTest {
    private static final Executor FRESH = work -> Thread.ofPlatform().daemon().start(work);

    /** Of the thread that calls, as the system has it: what stands 17 words behind its name. */
    private static int nice() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int after(int... steps) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            for (int step : steps) {
                                Niceness.yieldBy(step);
                            }
                            return nice();
                        },
                        FRESH)
                .join();
    }

    @Test
    void aThreadYieldsAndNobodyElseDoes() {
        int before = nice();
        assertThat(after(5)).isEqualTo(Math.min(Niceness.MOST, before + 5));
        assertThat(nice()).isEqualTo(before);
        assertThat(after()).isEqualTo(before);
    }

    @Test
    void noneYieldsByMoreThanThereIs() {
        assertThat(after(15, 15)).isEqualTo(Niceness.MOST);
    }

    @Test
    void zeroChangesNothing() {
        int before = nice();
        assertThat(after(0)).isEqualTo(before);
    }
}

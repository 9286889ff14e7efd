package dev.slipway.inference.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentMemoryTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicInteger reads = new AtomicInteger();
    private OptionalLong free = OptionalLong.of(100);
    private final RecentMemory memory = new RecentMemory(this::read, nanos::get);

    private OptionalLong read() {
        reads.incrementAndGet();
        return free;
    }

    @Test
    void itIsReadAtMostOnceASecond() {
        free = OptionalLong.of(70);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(memory.freeBytes()).isEqualTo(100);
        assertThat(reads).hasValue(1);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(memory.freeBytes()).isEqualTo(70);
        assertThat(memory.freeBytes()).isEqualTo(70);
        assertThat(reads).hasValue(2);
    }

    @Test
    void whatCannotBeToldIsUnknown() {
        free = OptionalLong.empty();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(memory.freeBytes()).isEqualTo(RecentMemory.UNKNOWN);
    }
}

package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
    @TempDir Path folder;

    private FreeMemory of(String available, String limit, String used) throws IOException {
        Files.writeString(
                folder.resolve("meminfo"),
                "MemTotal: 9000 kB\nMemAvailable:    " + available + "\n");
        Files.writeString(folder.resolve("memory.max"), limit + "\n");
        Files.writeString(folder.resolve("memory.current"), used + "\n");
        return new FreeMemory(folder.resolve("meminfo"), folder);
    }

    @Test
    void itIsWhatTheMachineHasWhereNoLimitIsSet() throws Exception {
        assertThat(of("4 kB", "max", "1").bytes()).hasValue(4096);
    }

    @Test
    void itIsWhatIsLeftOfALimitThatIsLess() throws Exception {
        assertThat(of("4 kB", "1000", "400").bytes()).hasValue(600);
        assertThat(of("4 kB", "1000", "1200").bytes()).hasValue(0);
    }

    @Test
    void itIsUnknownWhereNothingCanBeRead() {
        FreeMemory none = new FreeMemory(folder.resolve("none"), folder.resolve("nowhere"));
        assertThat(none.bytes()).isEmpty();
    }

    @Test
    void nonsenseIsUnknown() throws Exception {
        assertThat(of("much kB", "some", "1").bytes()).isEmpty();
    }
}

package dev.slipway.inference.memory;

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
    void theMachineTellsWhatItHasAndAGroupWithoutALimitNothing() throws Exception {
        FreeMemory memory = of("4 kB", "max", "1");
        assertThat(memory.ofMachine()).hasValue(4096);
        assertThat(memory.ofGroup()).isEmpty();
    }

    @Test
    void ofALimitItIsWhatIsLeft() throws Exception {
        assertThat(of("4 kB", "1000", "400").ofGroup()).hasValue(600);
        assertThat(of("4 kB", "1000", "1200").ofGroup()).hasValue(0);
    }

    @Test
    void itIsUnknownWhereNothingCanBeRead() {
        FreeMemory none = new FreeMemory(folder.resolve("none"), folder.resolve("nowhere"));
        assertThat(none.ofMachine()).isEmpty();
        assertThat(none.ofGroup()).isEmpty();
        assertThat(none.swapBytes()).isZero();
    }

    @Test
    void nonsenseIsUnknown() throws Exception {
        FreeMemory memory = of("much kB", "some", "1");
        assertThat(memory.ofMachine()).isEmpty();
        assertThat(memory.ofGroup()).isEmpty();
    }

    @Test
    void pagesOfFilesThatTheGroupHoldsAreFree() throws Exception {
        FreeMemory memory = of("4 kB", "1000", "900");
        Files.writeString(
                folder.resolve("memory.stat"),
                "anon 500\nfile 400\ninactive_file 250\nactive_file 50\n");
        assertThat(memory.ofGroup()).hasValue(1000 - (900 - 300));
    }

    @Test
    void theOlderControlGroupsAreReadToo() throws Exception {
        Path older = folder.resolve("older");
        Path group = Files.createDirectories(older.resolve("memory"));
        Files.writeString(group.resolve("memory.limit_in_bytes"), "1000\n");
        Files.writeString(group.resolve("memory.usage_in_bytes"), "900\n");
        Files.writeString(
                group.resolve("memory.stat"), "inactive_file 7\ntotal_inactive_file 300\n");
        FreeMemory memory = new FreeMemory(folder.resolve("meminfo"), older);
        assertThat(memory.ofGroup()).hasValue(400);
        Files.writeString(group.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
        assertThat(memory.ofGroup()).isEmpty();
    }

    @Test
    void swapIsWhatTheMachineHasAndTheGroupMayTakeOfIt() throws Exception {
        FreeMemory memory = of("4 kB", "1000", "400");
        assertThat(memory.swapBytes()).isZero();
        Files.writeString(folder.resolve("meminfo"), "MemAvailable: 4 kB\nSwapFree: 2 kB\n");
        assertThat(memory.swapBytes()).isEqualTo(2048);
        Files.writeString(folder.resolve("memory.swap.max"), "100\n");
        Files.writeString(folder.resolve("memory.swap.current"), "40\n");
        assertThat(memory.swapBytes()).isEqualTo(60);
        Files.writeString(folder.resolve("memory.swap.max"), "max\n");
        assertThat(memory.swapBytes()).isEqualTo(2048);
    }
}

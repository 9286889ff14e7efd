package dev.slipway.inference.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @TempDir Path folder;

    private ResidentMemory of(String status) throws IOException {
        return new ResidentMemory(Files.writeString(folder.resolve("status"), status));
    }

    @Test
    void pagesOfMappedFilesAreNotTheProcessesOwn() throws Exception {
        String status = "Name:\tjava\nVmRSS:\t     9 kB\nRssAnon:\t     5 kB\nRssFile:\t 4 kB\n";
        assertThat(of(status).bytes()).hasValue(5 * 1024);
    }

    @Test
    void whereTheyAreNotToldApartAllIs() throws Exception {
        assertThat(of("Name:\tjava\nVmRSS:\t     9 kB\n").bytes()).hasValue(9 * 1024);
    }

    @Test
    void itIsUnknownWhereNothingCanBeRead() throws Exception {
        assertThat(of("Name:\tjava\n").bytes()).isEmpty();
        assertThat(new ResidentMemory(folder.resolve("none")).bytes()).isEmpty();
    }
}

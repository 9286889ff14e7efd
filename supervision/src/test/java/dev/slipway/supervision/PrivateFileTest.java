package dev.slipway.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
    @Test
    void isItsOwnersAloneAndWholeWhateverWasLeftThere(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, "older and open to all");
        Files.writeString(folder.resolve("secret.half"), "left by a crash");

        PrivateFile.replace(file, "new".getBytes(StandardCharsets.UTF_8));

        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PrivateFile.OWNER_ONLY);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }
}

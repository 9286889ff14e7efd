package dev.slipway.registry.failpoint.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailpointFilesTest {
    @Test
    void aFileHaltsOnceAndIsGone(@TempDir Path directory) throws IOException {
        List<Integer> halts = new ArrayList<>();
        FailpointFiles failpoints = new FailpointFiles(directory, halts::add);
        Path file = Files.createFile(directory.resolve("rollout-switch-before-commit"));
        failpoints.pass("rollout-bake-before-commit");
        assertThat(halts).isEmpty();
        failpoints.pass("rollout-switch-before-commit");
        failpoints.pass("rollout-switch-before-commit");
        assertThat(halts).containsExactly(137);
        assertThat(file).doesNotExist();
    }
}

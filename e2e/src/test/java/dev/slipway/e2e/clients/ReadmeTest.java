package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Repository;
import dev.slipway.e2e.platform.SharedPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything that the README shows for a shell or for Python is typed, block by block in one shell,
 * in a folder that looks as its reader's does; only what a comment before it excepts is not.
 */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
class ReadmeTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?ms)^(<!-- not run by ReadmeTest: [^>]*-->\\n)?```(sh|python)\\n(.*?)^```$");
    private static final Pattern SHOWN = Pattern.compile("(?m)^print\\(.*\\)\\s+# (.+)$");

    @Test
    void whatItShowsWorksAsItStands(Platform platform) throws Exception {
        Path folder = readersFolder(platform);
        String readme = Files.readString(Repository.root().resolve("README.md"));
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        int curls = 0;
        Matcher block = BLOCK.matcher(readme);
        for (int number = 1; block.find(); number++) {
            String text = block.group(3);
            if (block.group(1) != null) {
                continue;
            }
            script.append("echo; echo '== block ").append(number).append("'\n");
            if (block.group(2).equals("python")) {
                Path file = folder.resolve("block-" + number + ".py");
                Files.writeString(file, text);
                script.append("said=$(python ").append(file).append("); echo \"$said\"\n");
                Matcher shown = SHOWN.matcher(text);
                while (shown.find()) {
                    script.append("grep -qF '").append(shown.group(1)).append("' <<<\"$said\"\n");
                }
            } else {
                script.append(text);
                curls += text.split("\\bcurl ", -1).length - 1;
            }
        }
        assertThat(curls).as("curl lines").isGreaterThanOrEqualTo(7);
        String said =
                Command.run(
                                LIMIT,
                                Map.of(),
                                List.of(
                                        "bash",
                                        "-c",
                                        "cd \"$0\" && PATH=\"$0/bin:$PATH\" && " + script,
                                        folder.toString()))
                        .orFail();
        System.out.println(said);
        assertThat(said).contains("HTTP 200", "HTTP 201").doesNotContain("HTTP 4", "HTTP 5");
    }

    /** The script, keys, models of one's own, and a curl that does not swallow a refusal. */
    private static Path readersFolder(Platform platform) throws IOException, InterruptedException {
        Path folder = Platform.freshData("reader");
        Files.createSymbolicLink(folder.resolve(".slipway"), platform.data());
        Files.write(folder.resolve("model.onnx"), Models.line(1, 1, UUID.randomUUID().toString()));
        Files.createDirectories(folder.resolve("my-model"));
        Files.write(folder.resolve("my-model").resolve("model.onnx"), Models.line(3, 1));
        HuggingFaceFolders folders = HuggingFaceFolders.make(Platform.freshData("reader-folders"));
        HuggingFaceFolders.deploy(platform, folders.reranker(), "--model", "my-reranker");
        Files.createDirectories(folder.resolve("bin"));
        program(
                folder.resolve("slipway"),
                "SLIPWAY_BUILD=never exec '%s' \"$@\" --data '%s'"
                        .formatted(Repository.root().resolve("slipway"), platform.data()));
        program(
                folder.resolve("bin").resolve("curl"),
                "PATH=${PATH#*:}; exec curl --fail-with-body -w '%{stderr}HTTP %{http_code}\\n' \"$@\"");
        program(
                folder.resolve("bin").resolve("python"),
                "exec '%s' \"$@\"".formatted(PythonClients.make().python()));
        return folder;
    }

    private static void program(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

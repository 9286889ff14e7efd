package dev.slipway.local.control;

import dev.slipway.local.secrets.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the launcher listens and the token that it asks for; readable by the owner only. */
record ControlFile(int port, String token) {

    static Path path(Path runFolder) {
        return runFolder.resolve("control");
    }

    void write(Path runFolder) throws IOException {
        SecretFile.write(path(runFolder), port + "\n" + token);
    }

    static Optional<ControlFile> read(Path runFolder) throws IOException {
        try {
            List<String> lines = Files.readAllLines(path(runFolder));
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new ControlFile(Integer.parseInt(lines.get(0)), lines.get(1)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ControlFile[" + port + "]";
    }
}

package dev.slipway.local.secrets;

import dev.slipway.supervision.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A file that only its owner may read (0600) from the moment it exists, replaced by rename. */
public final class SecretFile {
    private SecretFile() {}

    /** The content of an existing file, or of a new one. */
    public static String readOrCreate(Path file, Supplier<String> fresh) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, PrivateFile.OWNER_ONLY);
            String text = Files.readString(file).strip();
            if (!text.isEmpty()) {
                return text;
            }
        }
        String text = fresh.get();
        write(file, text);
        return text;
    }

    public static void write(Path file, String text) throws IOException {
        PrivateFile.replace(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

package dev.slipway.gateway.document.disk;

import dev.slipway.gateway.document.DocumentKeeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One document as a file that only its owner reads, replaced by rename. */
final class DocumentFile<D> implements DocumentKeeper<D> {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private final Class<D> type;
    private final JsonMapper json;

    public DocumentFile(Path file, Class<D> type, JsonMapper json) {
        this.file = file;
        this.type = type;
        this.json = json;
    }

    @Override
    public @Nullable D last() {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return json.readValue(Files.readAllBytes(file), type);
        } catch (IOException | JacksonException unreadable) {
            LOG.warn("the kept {} cannot be read and is ignored", file.getFileName(), unreadable);
            return null;
        }
    }

    @Override
    public void keep(D document) {
        Path half = file.resolveSibling(file.getFileName() + ".half");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel out =
                    FileChannel.open(
                            half,
                            EnumSet.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
                ByteBuffer bytes = ByteBuffer.wrap(json.writeValueAsBytes(document));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(false);
            }
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException notKept) {
            LOG.warn("{} could not be kept; serving goes on", file.getFileName(), notKept);
        }
    }
}

package dev.slipway.gateway.document.disk;

import dev.slipway.gateway.document.DocumentKeeper;
import dev.slipway.supervision.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One document as a file that only its owner reads, replaced by rename. */
final class DocumentFile<D> implements DocumentKeeper<D> {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentFile.class);

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
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            PrivateFile.replace(file, json.writeValueAsBytes(document));
        } catch (IOException notKept) {
            LOG.warn("{} could not be kept; serving goes on", file.getFileName(), notKept);
        }
    }
}

package dev.slipway.trust;

import dev.slipway.supervision.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A purse as a file that only its owner reads (0600), replaced by rename. One {@code name value} a
 * line: the two halves of the key, then a token by the name of each callee.
 */
public final class PurseFile implements PurseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(PurseFile.class);
    private static final String PRIVATE_KEY = "private-key";
    private static final String PUBLIC_KEY = "public-key";

    private final Path file;

    public PurseFile(Path file) {
        this.file = file;
    }

    @Override
    public Purse last() {
        try {
            return read(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Purse.EMPTY;
        } catch (IOException | IllegalArgumentException unreadable) {
            // Without what was read: it may be a part of a key.
            LOG.warn(
                    "the kept {} cannot be read and are ignored ({})",
                    file.getFileName(),
                    unreadable.getClass().getSimpleName());
            return Purse.EMPTY;
        }
    }

    private static Purse read(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.lines().toList()) {
            int space = line.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("a line without a value");
            }
            values.put(line.substring(0, space), line.substring(space + 1));
        }
        String privateKey = values.remove(PRIVATE_KEY);
        String publicKey = values.remove(PUBLIC_KEY);
        Map<Role, String> tokens = new EnumMap<>(Role.class);
        values.forEach(
                (name, token) -> Role.ofWireName(name).ifPresent(to -> tokens.put(to, token)));
        if (privateKey == null || publicKey == null) {
            return new Purse(null, tokens);
        }
        var _ = Ed25519.privateKey(privateKey);
        return new Purse(new SigningKeyPair(privateKey, publicKey), tokens);
    }

    @Override
    public void keep(Purse purse) {
        StringBuilder text = new StringBuilder();
        SigningKeyPair key = purse.callerKey();
        if (key != null) {
            line(text, PRIVATE_KEY, key.privateKey());
            line(text, PUBLIC_KEY, key.publicKey());
        }
        purse.tokens().forEach((audience, token) -> line(text, audience.wireName(), token));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            PrivateFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException notKept) {
            LOG.warn("{} could not be kept; serving goes on", file.getFileName(), notKept);
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}

package dev.slipway.inference.card;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.inference.engine.ExecutionProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The name under which engines are kept: SHA-256, in lower-case hex, over all that they depend on.
 * Neither the model's name nor where its files lie is part of it, nor the number of the card, of
 * which there may be several that are alike.
 */
final class EngineKey {
    /** To be raised when other things are written into the key. */
    private static final String FORM = "1";

    private EngineKey() {}

    static String of(
            Manifest manifest,
            ExecutionProvider tensorRt,
            CardReading card,
            String driver,
            CardSoftware software) {
        MessageDigest digest = sha256();
        add(digest, FORM);
        add(digest, manifest.modelFile());
        List<ManifestFile> files =
                manifest.files().stream().sorted(Comparator.comparing(ManifestFile::path)).toList();
        add(digest, Integer.toString(files.size()));
        for (ManifestFile file : files) {
            add(digest, file.path());
            add(digest, file.sha256());
        }
        add(digest, card.name());
        add(digest, card.capability());
        add(digest, driver);
        add(digest, software.runtime());
        add(digest, software.tensorRt());
        Map<String, String> options = new TreeMap<>(tensorRt.options());
        options.remove(ExecutionProvider.DEVICE_ID);
        options.forEach((name, value) -> {
            add(digest, name);
            add(digest, value);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** With its length, so that no two lists of texts are one. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}

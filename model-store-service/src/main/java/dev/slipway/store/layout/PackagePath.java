package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name inside a package that means the same file below any folder, on any system.
 *
 * @param value segments joined by forward slashes
 */
public record PackagePath(String value) {
    static final int MAX_SEGMENT_CHARS = 255;
    static final int MAX_CHARS = 1_024;

    private static final String MACOS_EXTRAS = "__MACOSX";
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    /**
     * Takes a name as a client gave it.
     *
     * @throws RefusedException {@code invalid_package}, with the name
     */
    public static PackagePath of(String name) throws RefusedException {
        Optional<String> fault = fault(name);
        if (fault.isPresent()) {
            throw new RefusedException(
                    ErrorCode.INVALID_PACKAGE,
                    "the file name '"
                            + Refusal.shown(name)
                            + "' "
                            + fault.get()
                            + "; name the file as it lies inside the package, for example"
                            + " 1_Pooling/config.json");
        }
        return new PackagePath(name);
    }

    private static Optional<String> fault(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        if (name.length() > MAX_CHARS) {
            return Optional.of("is longer than " + MAX_CHARS + " characters");
        }
        if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return Optional.of("holds a control character");
        }
        if (name.indexOf('\\') >= 0) {
            return Optional.of("holds a backslash");
        }
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            return Optional.of("is absolute");
        }
        for (String segment : name.split("/", -1)) {
            if (segment.equals("..") || segment.equals(".")) {
                return Optional.of("holds the segment '" + segment + "'");
            }
            if (segment.isEmpty()) {
                return Optional.of("holds an empty segment");
            }
            if (segment.length() > MAX_SEGMENT_CHARS) {
                return Optional.of(
                        "holds a segment of more than " + MAX_SEGMENT_CHARS + " characters");
            }
        }
        return Optional.empty();
    }

    /** Whether it is a file that systems hide, or what macOS packs beside the files themselves. */
    public boolean isHidden() {
        return value.startsWith(".") || value.contains("/.") || folders().contains(MACOS_EXTRAS);
    }

    /** The name as a system sees it that does not tell upper from lower case. */
    String folded() {
        return folded(value);
    }

    static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** The path below the outer folders that take so many characters. */
    PackagePath from(int length) {
        return new PackagePath(value.substring(length));
    }

    /** The path that a name means which is relative to this file's folder. */
    PackagePath sibling(String name) throws RefusedException {
        String plain = name.startsWith("./") ? name.substring(2) : name;
        of(plain);
        return of(value.substring(0, value.lastIndexOf('/') + 1) + plain);
    }

    /** Every folder above the file, from the outermost. */
    List<String> folders() {
        List<String> folders = new ArrayList<>();
        for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
            folders.add(value.substring(0, slash));
        }
        return folders;
    }
}

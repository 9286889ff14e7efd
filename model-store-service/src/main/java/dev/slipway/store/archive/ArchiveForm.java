package dev.slipway.store.archive;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** The archives that are unpacked. */
public enum ArchiveForm {
    ZIP,
    TAR,
    TAR_GZ;

    /** Bytes from the front of a file that tell what it is. */
    public static final int HEAD_BYTES = 4 << 10;

    /** Files of these names are what they are, even when they are zip files inside. */
    private static final Set<String> OTHER_FILES =
            Set.of(
                    "onnx",
                    "pt",
                    "pth",
                    "bin",
                    "ckpt",
                    "keras",
                    "npz",
                    "npy",
                    "pkl",
                    "pickle",
                    "joblib",
                    "safetensors",
                    "h5",
                    "jar",
                    "mar",
                    "nemo");

    /**
     * What a file is: its name and its first bytes must agree where the name is that of an archive;
     * a file whose name tells nothing is what its bytes say.
     *
     * @param head the first {@link #HEAD_BYTES}, or the whole file when it is shorter
     * @throws RefusedException {@code invalid_package} when the name says what the bytes are not
     */
    public static Optional<ArchiveForm> of(String name, byte[] head) throws RefusedException {
        Optional<ArchiveForm> named = ofName(name);
        if (named.isPresent()) {
            if (!named.get().begins(head)) {
                throw new RefusedException(
                        ErrorCode.INVALID_PACKAGE,
                        "'"
                                + Refusal.shown(name)
                                + "' is named like an archive but is none; pack it again, or send"
                                + " the files one by one: -F file=@model.onnx");
            }
            return named;
        }
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (OTHER_FILES.contains(extension)) {
            return Optional.empty();
        }
        return Arrays.stream(values()).filter(form -> form.surelyBegins(head)).findFirst();
    }

    /** The archive that a name tells of. */
    public static Optional<ArchiveForm> ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".zip")) {
            return Optional.of(ZIP);
        }
        if (lower.endsWith(".tar")) {
            return Optional.of(TAR);
        }
        return lower.endsWith(".tar.gz") || lower.endsWith(".tgz")
                ? Optional.of(TAR_GZ)
                : Optional.empty();
    }

    private boolean begins(byte[] head) {
        return switch (this) {
            case ZIP -> beginsWith(head, 'P', 'K', 3, 4) || beginsWith(head, 'P', 'K', 5, 6);
            case TAR -> isTar(head);
            case TAR_GZ -> beginsWith(head, 0x1f, 0x8b);
        };
    }

    private boolean surelyBegins(byte[] head) {
        return begins(head)
                && switch (this) {
                    case ZIP -> true;
                    case TAR -> head[0] != 0;
                    case TAR_GZ -> isTar(unzipped(head));
                };
    }

    private static boolean beginsWith(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** A header with a right sum, or the zeros that are the whole of an archive without entries. */
    private static boolean isTar(byte[] head) {
        if (head.length < TarConstants.DEFAULT_RCDSIZE) {
            return false;
        }
        byte[] header = Arrays.copyOf(head, TarConstants.DEFAULT_RCDSIZE);
        if (header[0] == 0) {
            return Arrays.equals(header, new byte[TarConstants.DEFAULT_RCDSIZE]);
        }
        try {
            return TarUtils.verifyCheckSum(header);
        } catch (IllegalArgumentException noNumber) {
            return false;
        }
    }

    private static byte[] unzipped(byte[] head) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
            return in.readNBytes(TarConstants.DEFAULT_RCDSIZE);
        } catch (IOException noGzip) {
            return new byte[0];
        }
    }
}

package dev.slipway.store.upload.multipart;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.RefusedException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.ParameterParser;

/**
 * What the head of a part says.
 *
 * @param filename empty when it has none
 */
record PartHead(String name, String filename) {
    private static final String DISPOSITION = "content-disposition:";

    static PartHead of(String lines) throws RefusedException {
        Optional<String> disposition =
                lines.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION))
                        .findFirst();
        if (disposition.isEmpty()) {
            return new PartHead("", "");
        }
        Map<String, String> parameters =
                parameters(disposition.get().substring(DISPOSITION.length()), ';');
        return new PartHead(value(parameters, "name"), value(parameters, "filename"));
    }

    /**
     * The parameters of a header.
     *
     * @param separators that may stand between them; the one that comes first does
     * @throws RefusedException when a value cannot be decoded
     */
    static Map<String, String> parameters(String header, char... separators)
            throws RefusedException {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        try {
            return parser.parse(header, separators);
        } catch (RuntimeException undecodable) {
            // Values are decoded as those of mail, and the parser lets through what goes wrong.
            RefusedException refused =
                    new RefusedException(
                            ErrorCode.INVALID_PACKAGE,
                            "a name in the head of the body or of a part is encoded in a way that"
                                    + " cannot be read; send it as plain UTF-8");
            refused.addSuppressed(undecodable);
            throw refused;
        }
    }

    private static String value(Map<String, String> parameters, String key) {
        return Optional.ofNullable(parameters.get(key)).orElse("");
    }
}

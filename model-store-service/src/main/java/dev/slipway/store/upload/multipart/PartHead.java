package dev.slipway.store.upload.multipart;

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

    static PartHead of(String lines) {
        Optional<String> disposition =
                lines.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION))
                        .findFirst();
        if (disposition.isEmpty()) {
            return new PartHead("", "");
        }
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        Map<String, String> parameters =
                parser.parse(disposition.get().substring(DISPOSITION.length()), ';');
        return new PartHead(value(parameters, "name"), value(parameters, "filename"));
    }

    private static String value(Map<String, String> parameters, String key) {
        return Optional.ofNullable(parameters.get(key)).orElse("");
    }
}

package dev.slipway.inference.task.json;

import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.task.ClassifierConfig;
import dev.slipway.inference.task.UnsupportedTaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hugging Face's {@code config.json} of a classifier: {@code id2label}, {@code problem_type}. */
final class ClassifierFile implements ClassifierConfig.Reader {
    private static final String FILE = "config.json";
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_CLASSES = 1 << 16;

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public ClassifierConfig read(LocalPackage files) throws UnsupportedTaskException {
        Optional<Path> file = files.file(FILE);
        if (file.isEmpty()) {
            return new ClassifierConfig(List.of(), "");
        }
        try {
            if (Files.size(file.get()) > MOST_BYTES) {
                throw new UnsupportedTaskException(FILE + " is too large");
            }
            JsonNode config = mapper.readTree(Files.readAllBytes(file.get()));
            return new ClassifierConfig(labels(config), config.path("problem_type").asString(""));
        } catch (IOException | JacksonException broken) {
            throw new UnsupportedTaskException(FILE + " cannot be read");
        }
    }

    /** Its members are the indices as texts, in any order. */
    private static List<String> labels(JsonNode config) throws UnsupportedTaskException {
        JsonNode named = config.path("id2label");
        if (!named.isObject()) {
            return List.of();
        }
        if (named.size() > MOST_CLASSES) {
            throw new UnsupportedTaskException("its classes are more than " + MOST_CLASSES);
        }
        List<String> labels = new ArrayList<>(named.size());
        for (int index = 0; index < named.size(); index++) {
            JsonNode label = named.path(Integer.toString(index));
            if (label.isMissingNode()) {
                throw new UnsupportedTaskException("id2label of config.json has no class " + index);
            }
            labels.add(label.asString("LABEL_" + index));
        }
        return List.copyOf(labels);
    }
}

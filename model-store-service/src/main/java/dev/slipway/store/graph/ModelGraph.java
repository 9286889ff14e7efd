package dev.slipway.store.graph;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of an ONNX file while it is read.
 *
 * <p>Names of initializers are kept because an initializer may be listed as an input too, which
 * then is no input of a request.
 */
final class ModelGraph {
    static final int MAX_EXTERNAL_FILES = 1_000;

    long irVersion;
    boolean hasGraph;
    final Map<String, Long> opsets = new LinkedHashMap<>();
    final Map<String, GraphValue> inputs = new LinkedHashMap<>();
    final Map<String, GraphValue> outputs = new LinkedHashMap<>();
    final Set<String> initializers = new LinkedHashSet<>();

    /** Location to the highest end that a tensor needs there, 0 when no tensor says. */
    final Map<String, Long> externalFiles = new LinkedHashMap<>();

    void needsExternal(String location, long end) throws MalformedGraphException {
        externalFiles.merge(location, end, Math::max);
        if (externalFiles.size() > MAX_EXTERNAL_FILES) {
            throw new MalformedGraphException(
                    "its weights lie in more than " + MAX_EXTERNAL_FILES + " files");
        }
    }
}

package dev.slipway.store.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
    static final int MAX_OPERATORS = 10_000;
    static final int MAX_OPERATOR_CHARS = 1_000;
    static final int MAX_ZIP_MAPS = 1_000;
    static final int MAX_CLASSES = 100_000;

    long irVersion;
    boolean hasGraph;
    final Map<String, Long> opsets = new LinkedHashMap<>();
    final Map<String, GraphValue> inputs = new LinkedHashMap<>();
    final Map<String, GraphValue> outputs = new LinkedHashMap<>();
    final Set<String> initializers = new LinkedHashSet<>();

    /** Location to the highest end that a tensor needs there, 0 when no tensor says. */
    final Map<String, Long> externalFiles = new LinkedHashMap<>();

    /** Operators of domains that the runtime has none of. */
    final Set<Operator> foreignOperators = new LinkedHashSet<>();

    /** Operators that the model itself defines. */
    final Set<Operator> functions = new HashSet<>();

    /** Output of a ZipMap of the main graph to the names of its classes. */
    final Map<String, List<String>> zipMaps = new HashMap<>();

    private int classes;

    /** A kind of node, or a function that stands for one. */
    record Operator(String domain, String name) {}

    void uses(String domain, String name) throws MalformedGraphException {
        if (!EngineSupport.knows(domain)) {
            if (domain.length() + name.length() > MAX_OPERATOR_CHARS) {
                throw new MalformedGraphException("it has an operator with an overlong name");
            }
            foreignOperators.add(new Operator(domain, name));
            requireFew(foreignOperators.size());
        }
    }

    void defines(String domain, String name) throws MalformedGraphException {
        functions.add(new Operator(domain, name));
        requireFew(functions.size());
    }

    void mapsClasses(String output, List<String> names) throws MalformedGraphException {
        zipMaps.put(output, names);
        classes += names.size();
        if (zipMaps.size() > MAX_ZIP_MAPS || classes > MAX_CLASSES) {
            throw new MalformedGraphException(
                    "it has more than "
                            + MAX_ZIP_MAPS
                            + " ZipMaps, or they tell more than "
                            + MAX_CLASSES
                            + " classes apart together");
        }
    }

    private static void requireFew(int operators) throws MalformedGraphException {
        if (operators > MAX_OPERATORS) {
            throw new MalformedGraphException(
                    "it has more than " + MAX_OPERATORS + " operators of its own");
        }
    }

    void needsExternal(String location, long end) throws MalformedGraphException {
        externalFiles.merge(location, end, Math::max);
        if (externalFiles.size() > MAX_EXTERNAL_FILES) {
            throw new MalformedGraphException(
                    "its weights lie in more than " + MAX_EXTERNAL_FILES + " files");
        }
    }
}

package dev.slipway.inference.dialect.oip;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Signatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outputs that a request asks for, each checked against those that the model gives, and of
 * which of them only the highest values are wanted.
 */
public final class WantedOutputs {
    private final List<TensorSpec> given;
    private final List<String> names = new ArrayList<>();
    private final Map<String, TopClasses> topClasses = new HashMap<>();

    /** Nothing is asked for yet. */
    public WantedOutputs(List<TensorSpec> given) {
        this.given = given;
    }

    /**
     * Adds one.
     *
     * @param name null or empty where the request gives none
     * @param classes as {@link #classes} gives it
     */
    public void add(@Nullable String name, int classes) {
        if (name == null || name.isEmpty()) {
            throw invalid("each entry of 'outputs' needs a 'name'");
        }
        Optional<TensorSpec> spec = Signatures.find(given, name);
        if (spec.isEmpty()) {
            throw invalid(
                    "output '" + name + "' is unknown; the model gives " + Signatures.names(given));
        }
        if (names.contains(name)) {
            throw invalid("output '" + name + "' is asked for twice");
        }
        names.add(name);
        if (classes > 0) {
            topClasses.put(name, topClasses(spec.get(), classes));
        }
    }

    private static TopClasses topClasses(TensorSpec spec, int classes) {
        if (!TopClasses.areIn(spec.datatype())) {
            throw invalid(
                    "output '"
                            + spec.name()
                            + "' is "
                            + spec.datatype()
                            + ", of which no value is higher than another; ask for it without the"
                            + " parameter 'classification'");
        }
        List<String> labels = spec.labels();
        return new TopClasses(classes, labels == null ? List.of() : labels);
    }

    /**
     * How many classes the parameter {@link TopClasses#PARAMETER} of an output asks for.
     *
     * @param named what it says; negative where it is no whole number
     * @return 0 where the output is wanted as it is
     * @throws RefusedException when there cannot be so many
     */
    public static int classes(long named) {
        if (named < 0 || named > Integer.MAX_VALUE) {
            throw invalid(
                    "parameter 'classification' of an output must be how many classes are wanted, a"
                            + " whole number from 1 to "
                            + Integer.MAX_VALUE
                            + ", or 0 for the output as it is");
        }
        return (int) named;
    }

    /**
     * Looks at the name of an output's parameter.
     *
     * @throws RefusedException when it wants the output somewhere else than in the answer
     */
    public static void checkParameter(String name) {
        if (name.startsWith("shared_memory")) {
            throw invalid("shared memory is not supported; take the data from the answer");
        }
    }

    /** In the order in which they were asked for; all of the model's when none was. */
    public List<String> names() {
        return names.isEmpty() ? namesOfAll() : names;
    }

    private List<String> namesOfAll() {
        List<String> all = new ArrayList<>(given.size());
        for (TensorSpec spec : given) {
            all.add(spec.name());
        }
        return all;
    }

    /** Those of which only the highest values are wanted. */
    public Map<String, TopClasses> topClasses() {
        return topClasses;
    }

    private static RefusedException invalid(String message) {
        return Refusal.invalidRequest(message).asException();
    }
}

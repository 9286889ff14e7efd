package dev.slipway.inference.dialect.oip;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Signatures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outputs that a request asks for, each checked against those that the model gives. */
public final class WantedOutputs {
    private final List<TensorSpec> given;
    private final List<String> names = new ArrayList<>();

    /** Nothing is asked for yet. */
    public WantedOutputs(List<TensorSpec> given) {
        this.given = given;
    }

    /** Adds one; null or empty where the request gives no name. */
    public void add(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw invalid("each entry of 'outputs' needs a 'name'");
        }
        if (Signatures.find(given, name).isEmpty()) {
            throw invalid(
                    "output '" + name + "' is unknown; the model gives " + Signatures.names(given));
        }
        if (names.contains(name)) {
            throw invalid("output '" + name + "' is asked for twice");
        }
        names.add(name);
    }

    /** In the order in which they were asked for; all of the model's when none was. */
    public List<String> names() {
        return names.isEmpty() ? given.stream().map(TensorSpec::name).toList() : names;
    }

    private static RefusedException invalid(String message) {
        return Refusal.invalidRequest(message).asException();
    }
}

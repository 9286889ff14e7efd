package dev.slipway.gateway.dialect;

import java.util.Optional;

/** A model as a message names it: its name, and its version as a text that may be empty. */
public sealed interface NamedModel {
    record Known(ModelName model) implements NamedModel {}

    record Unknown(Refusal refusal) implements NamedModel {}

    static NamedModel of(String name, String version) {
        Optional<ModelName> model = ModelName.parse(name);
        if (model.isEmpty()) {
            return new Unknown(QuestionReader.noSuchModel(Dialect.OIP, name).refusal());
        }
        if (version.isEmpty()) {
            return new Known(model.get());
        }
        Optional<ModelName> pinned = model.get().pinnedTo(version);
        return pinned.isEmpty()
                ? new Unknown(QuestionReader.notANumber())
                : new Known(pinned.get());
    }
}

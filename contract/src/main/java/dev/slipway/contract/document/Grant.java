package dev.slipway.contract.document;

/**
 * Allows one action on the models whose names match.
 *
 * @param model a model name, a prefix followed by {@code *}, or {@code *}
 */
public record Grant(String model, Action action) {
    public boolean allows(Action wanted, String modelName) {
        return action == wanted && matches(modelName);
    }

    private boolean matches(String modelName) {
        return model.endsWith("*")
                ? modelName.startsWith(model.substring(0, model.length() - 1))
                : model.equals(modelName);
    }
}

package dev.slipway.local.deploy;

import java.util.function.Consumer;

/** Tells a person, line by line, what a deployment does. */
@FunctionalInterface
public interface DeploymentReport extends Consumer<String> {
    /** An upload begins; it ends, however that goes. */
    default UploadReport upload(String model, long bytes) {
        accept(beginning(model, bytes));
        return (_, _) -> {};
    }

    /** The line that tells that an upload begins. */
    static String beginning(String model, long bytes) {
        return "uploading " + model + " (" + SentShare.size(bytes) + ")";
    }
}

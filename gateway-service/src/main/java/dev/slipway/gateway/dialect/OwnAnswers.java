package dev.slipway.gateway.dialect;

import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import java.util.List;
import java.util.StringJoiner;

/** Bodies of the answers that need no replica. */
public final class OwnAnswers {
    public static final String SERVER_NAME = "slipway";
    public static final String SERVER_VERSION = "0.1.0";

    /** The one extension of the protocol that this server knows. */
    public static final String EXTENSION = "binary_tensor_data";

    private OwnAnswers() {}

    public static String serverMetadata() {
        return "{\"name\":\"%s\",\"version\":\"%s\",\"extensions\":[\"%s\"]}"
                .formatted(SERVER_NAME, SERVER_VERSION, EXTENSION);
    }

    public static String health(String member, boolean yes) {
        return "{\"" + member + "\":" + yes + "}";
    }

    public static String modelReady(ModelName model, boolean ready) {
        return "{\"name\":" + Json.text(model.name()) + ",\"ready\":" + ready + "}";
    }

    public static String modelList(List<RoutedModel> models) {
        StringJoiner data = new StringJoiner(",", "{\"object\":\"list\",\"data\":[", "]}");
        for (RoutedModel model : models) {
            data.add(modelEntry(model));
        }
        return data.toString();
    }

    public static String modelEntry(RoutedModel model) {
        long created = 0;
        for (RoutedVersion version : model.versions()) {
            created = Math.max(created, version.createdAtMs() / 1000);
        }
        return "{\"id\":"
                + Json.text(model.name())
                + ",\"object\":\"model\",\"created\":"
                + created
                + ",\"owned_by\":\"slipway\"}";
    }
}

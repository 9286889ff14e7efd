package dev.slipway.local.cli;

import dev.slipway.local.deploy.ExampleRequest;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.directory.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A line to paste that was answered a moment ago; where none was, the one that describes. */
final class RequestLine {
    /** More values than that go into a file, so that the line can be read. */
    private static final int READABLE = 64;

    private final PublicApi api;
    private final URI gateway;
    private final DataDirectory directory;

    RequestLine(PublicApi api, URI gateway, DataDirectory directory) {
        this.api = api;
        this.gateway = gateway;
        this.directory = directory;
    }

    String of(String model) throws IOException {
        try {
            if (api.embed(model, "hello") > 0) {
                return curl("/v1/embeddings", "{\"model\":\"" + model + "\",\"input\":\"hello\"}");
            }
        } catch (ApiRefusal noTextModel) {
            // Most models take tensors.
        }
        for (long free : ExampleRequest.FREE_SIZES) {
            try {
                ExampleRequest example = ExampleRequest.of(api.inputs(model), free);
                api.infer(model, example.body());
                return curl("/v2/models/" + model + "/infer", shown(model, example));
            } catch (ApiRefusal | ArithmeticException notOfThisSize) {
                // Another size may do; else the description below tells what is wanted.
            }
        }
        return "curl -s " + gateway + "/v2/models/" + model + authorization();
    }

    private String shown(String model, ExampleRequest example) throws IOException {
        if (example.values() <= READABLE) {
            return example.body();
        }
        Path file = directory.root().resolve("examples").resolve(model + ".json");
        Files.createDirectories(directory.root().resolve("examples"));
        Files.writeString(file, example.body());
        return "@" + file;
    }

    private String curl(String path, String body) {
        return "curl -s %s%s%s -H 'Content-Type: application/json' -d '%s'"
                .formatted(gateway, path, authorization(), body.replace("'", "'\\''"));
    }

    private String authorization() {
        return " -H \"Authorization: Bearer $(cat '" + directory.inferKey() + "')\"";
    }
}

package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A multipart/form-data body of known length that is never whole in memory. */
final class Multipart {
    private final String boundary = "slipway-" + UUID.randomUUID();

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher of(List<ModelFile> files) {
        List<BodyPublisher> parts = new ArrayList<>();
        long length = 0;
        for (ModelFile file : files) {
            byte[] head = head(file).getBytes(StandardCharsets.UTF_8);
            parts.add(BodyPublishers.ofByteArray(head));
            parts.add(BodyPublishers.ofInputStream(() -> open(file)));
            parts.add(BodyPublishers.ofString("\r\n"));
            length += head.length + file.size() + 2;
        }
        byte[] end = ("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        parts.add(BodyPublishers.ofByteArray(end));
        length += end.length;
        return BodyPublishers.fromPublisher(
                BodyPublishers.concat(parts.toArray(BodyPublisher[]::new)), length);
    }

    private String head(ModelFile file) {
        return "--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + file.path().replace("\"", "%22")
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    }

    private static InputStream open(ModelFile file) {
        try {
            return file.content().open();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

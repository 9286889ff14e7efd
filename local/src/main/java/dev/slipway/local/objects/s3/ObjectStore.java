package dev.slipway.local.objects.s3;

import dev.slipway.local.objects.ObjectStoreSettings;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RunFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** Main class of the object store's process: S3 over a folder. */
final class ObjectStore {
    private static final String NAME = "object-store";

    private ObjectStore() {}

    public static void main(String[] arguments) throws Exception {
        LauncherWatch.start(System.getenv(LauncherWatch.LAUNCHER));
        ObjectStoreSettings settings = ObjectStoreSettings.of(System.getenv());
        Path dataDirectory = Path.of(System.getenv().getOrDefault("SLIPWAY_DATA_DIR", "."));
        RunFile run = RunFile.current(NAME, Map.of());
        run.write(dataDirectory);
        Files.createDirectories(settings.objects().resolve(settings.bucket()));
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(settings.objects().toString()))
                        .endpoint(
                                new URI(
                                        "http",
                                        null,
                                        settings.bind(),
                                        settings.port(),
                                        null,
                                        null,
                                        null))
                        .awsAuthentication(
                                AuthenticationType.AWS_V4,
                                settings.accessKey(),
                                settings.secretKey())
                        .ignoreUnknownHeaders(true)
                        .jettyMaxThreads(64)
                        .build();
        server.start();
        run.with(Map.of(RunFile.PORT, String.valueOf(server.getPort()))).write(dataDirectory);
    }
}

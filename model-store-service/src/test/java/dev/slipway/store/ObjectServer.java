package dev.slipway.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** A real S3 server in this process, over a folder. */
public final class ObjectServer {
    public static final String ACCESS_KEY = "access";
    public static final String SECRET_KEY = "not-so-secret";

    private final Path folder;
    private final int port;
    private S3Proxy proxy;

    public ObjectServer(Path folder) throws Exception {
        this.folder = folder;
        this.proxy = listen(0);
        this.port = proxy.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void stop() throws Exception {
        proxy.stop();
    }

    public void start() throws Exception {
        proxy = listen(port);
    }

    private S3Proxy listen(int wanted) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        S3Proxy created =
                S3Proxy.builder()
                        .blobStore(BlobStores.create("filesystem-nio2", properties))
                        .endpoint(URI.create("http://127.0.0.1:" + wanted))
                        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                        .build();
        created.start();
        return created;
    }

    /** Everything that lies in the bucket's folder, half-written parts included. */
    public long files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}

package dev.slipway.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.jspecify.annotations.Nullable;

/** A real S3 server in this process, over a folder. */
public final class ObjectServer {
    public static final String ACCESS_KEY = "access";
    public static final String SECRET_KEY = "not-so-secret";

    /** S3Proxy's own file for an object that is begun in parts. */
    private static final String UNFINISHED = ".s3proxy-mpu-stub-";

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

    /** Objects and the parts of half-written ones, as they lie in the bucket's folder. */
    public long files() throws IOException {
        return names().stream().filter(name -> !name.startsWith(UNFINISHED)).count();
    }

    /** Objects that were begun in parts and neither completed nor given up. */
    public long unfinished() throws IOException {
        return names().stream().filter(name -> name.startsWith(UNFINISHED)).count();
    }

    /** The server may remove files while they are being listed. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        names.add(file.getFileName().toString());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        return unlessGone(failure);
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        return failure == null ? FileVisitResult.CONTINUE : unlessGone(failure);
                    }
                });
        return names;
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}

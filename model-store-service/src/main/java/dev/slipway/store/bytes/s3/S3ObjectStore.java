package dev.slipway.store.bytes.s3;

import dev.slipway.store.bytes.ObjectMissingException;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.StorageUnavailableException;
import dev.slipway.store.bytes.s3.S3Calls.ErrorAnswer;
import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.messages.ListMultipartUploadsResult;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects of one bucket. An object up to one part's size goes up in one call, a larger one part by
 * part through two parts of memory, so that memory does not grow with it. The bucket is made when
 * first used and again when it is gone.
 */
final class S3ObjectStore implements ObjectStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

    /** Readiness is asked more often than this. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

    private final MinioAsyncClient client;
    private final S3Settings settings;
    private final S3Calls calls;
    private final S3Calls probes;
    private final String bucket;
    private final AtomicBoolean toldAway = new AtomicBoolean();
    private volatile boolean bucketSeen;

    S3ObjectStore(MinioAsyncClient client, S3Settings settings) {
        this.client = client;
        this.settings = settings;
        this.calls = new S3Calls(settings.callTimeout());
        this.probes = new S3Calls(PROBE_TIMEOUT);
        this.bucket = settings.bucket();
    }

    @Override
    public void put(String key, InputStream bytes) throws IOException {
        PartBuffer buffer = new PartBuffer(settings.partBytes());
        boolean more = buffer.fill(bytes);
        ensureBucket(calls);
        try {
            if (more) {
                new S3PartedObject(client, calls, bucket, key).write(buffer, bytes);
            } else {
                calls.await(
                        client.putObject(
                                PutObjectAPIArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .data(buffer.bytes(), buffer.length())
                                        .headers(buffer.headers())
                                        .build()));
            }
        } catch (ErrorAnswer error) {
            throw unavailable(error);
        }
    }

    @Override
    public InputStream open(String key, long offset) throws IOException {
        GetObjectArgs.Builder args = GetObjectArgs.builder().bucket(bucket).object(key);
        if (offset > 0) {
            args.offset(offset);
        }
        CompletableFuture<GetObjectResponse> answer = client.getObject(args.build());
        try {
            return new KeptBytes(calls.await(answer));
        } catch (ErrorAnswer error) {
            if (error.isOneOf("NoSuchKey")) {
                throw new ObjectMissingException(key);
            }
            throw unavailable(error);
        }
    }

    @Override
    public void delete(String key) throws IOException {
        try {
            calls.await(
                    client.removeObject(
                            RemoveObjectArgs.builder().bucket(bucket).object(key).build()));
            abortUnfinished(key);
        } catch (ErrorAnswer error) {
            if (!error.isOneOf("NoSuchKey", "NoSuchBucket")) {
                throw unavailable(error);
            }
        }
    }

    private void abortUnfinished(String key) throws IOException, ErrorAnswer {
        ListMultipartUploadsResult unfinished =
                calls.await(
                                client.listMultipartUploads(
                                        ListMultipartUploadsArgs.builder()
                                                .bucket(bucket)
                                                .prefix(key)
                                                .build()))
                        .result();
        for (ListMultipartUploadsResult.Upload upload : unfinished.uploads()) {
            if (upload.objectName().equals(key)) {
                calls.await(
                        client.abortMultipartUpload(
                                AbortMultipartUploadArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .uploadId(upload.uploadId())
                                        .build()));
            }
        }
    }

    @Override
    public boolean isReachable() {
        try {
            bucketSeen = false;
            ensureBucket(probes);
            if (toldAway.getAndSet(false)) {
                LOG.info("the bucket answers again");
            }
            return true;
        } catch (IOException away) {
            if (!toldAway.getAndSet(true)) {
                LOG.warn("the bucket cannot be reached: {}", away.getMessage());
            }
            return false;
        }
    }

    private void ensureBucket(S3Calls waiting) throws IOException {
        if (bucketSeen) {
            return;
        }
        try {
            BucketExistsArgs exists = BucketExistsArgs.builder().bucket(bucket).build();
            if (!waiting.await(client.bucketExists(exists))) {
                waiting.await(client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build()));
            }
            bucketSeen = true;
        } catch (ErrorAnswer error) {
            if (!error.isOneOf("BucketAlreadyOwnedByYou", "BucketAlreadyExists")) {
                throw unavailable(error);
            }
        }
    }

    private StorageUnavailableException unavailable(ErrorAnswer error) {
        bucketSeen = false;
        return error.asUnavailable();
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception open) {
            LOG.debug("a connection to the bucket stayed open", open);
        }
    }

    /** What breaks while kept bytes are read is the store's failure, not the reader's. */
    private static final class KeptBytes extends FilterInputStream {
        KeptBytes(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException broken) {
                throw new StorageUnavailableException("the object store broke off", broken);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException broken) {
                throw new StorageUnavailableException("the object store broke off", broken);
            }
        }
    }
}

package dev.slipway.store.bytes.s3;

import dev.slipway.store.bytes.s3.S3Calls.ErrorAnswer;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import io.minio.UploadPartResponse;
import io.minio.messages.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one object part by part; while one part is sent, the next one is read, so that neither the
 * sender nor the object store waits for the other. A write that fails is aborted, so that no part
 * stays behind.
 */
final class S3PartedObject {
    private static final Logger LOG = LoggerFactory.getLogger(S3PartedObject.class);

    private final MinioAsyncClient client;
    private final S3Calls calls;
    private final String bucket;
    private final String key;

    S3PartedObject(MinioAsyncClient client, S3Calls calls, String bucket, String key) {
        this.client = client;
        this.calls = calls;
        this.bucket = bucket;
        this.key = key;
    }

    /** Writes the full buffer and then the rest of the stream. */
    void write(PartBuffer buffer, InputStream rest) throws IOException, ErrorAnswer {
        String id = begin();
        boolean done = false;
        try {
            complete(id, writeParts(id, buffer, rest));
            done = true;
        } finally {
            if (!done) {
                abort(id);
            }
        }
    }

    private String begin() throws IOException, ErrorAnswer {
        return calls.await(
                        client.createMultipartUpload(
                                CreateMultipartUploadArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .headers(
                                                new Http.Headers(
                                                        "x-amz-checksum-algorithm", "SHA256"))
                                        .build()))
                .result()
                .uploadId();
    }

    private List<Part> writeParts(String id, PartBuffer buffer, InputStream rest)
            throws IOException, ErrorAnswer {
        List<Part> parts = new ArrayList<>();
        boolean more = true;
        while (more) {
            CompletableFuture<UploadPartResponse> sent = send(id, parts.size() + 1, buffer);
            more = fillBeside(sent, buffer, rest);
            parts.add(calls.await(sent).part());
        }
        if (buffer.length() > 0) {
            parts.add(calls.await(send(id, parts.size() + 1, buffer)).part());
        }
        return parts;
    }

    /** What is aborted while a part is still sent might keep that part. */
    private boolean fillBeside(
            CompletableFuture<UploadPartResponse> sent, PartBuffer buffer, InputStream rest)
            throws IOException {
        boolean filled = false;
        try {
            boolean more = buffer.fillBeside(rest);
            filled = true;
            return more;
        } finally {
            if (!filled) {
                calls.awaitEnd(sent);
            }
        }
    }

    private CompletableFuture<UploadPartResponse> send(String id, int number, PartBuffer buffer) {
        return client.uploadPart(
                UploadPartArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .uploadId(id)
                        .partNumber(number)
                        .data(buffer.bytes(), buffer.length())
                        .headers(buffer.headers())
                        .build());
    }

    private void complete(String id, List<Part> parts) throws IOException, ErrorAnswer {
        calls.await(
                client.completeMultipartUpload(
                        CompleteMultipartUploadArgs.builder()
                                .bucket(bucket)
                                .object(key)
                                .uploadId(id)
                                .parts(parts.toArray(Part[]::new))
                                .build()));
    }

    private void abort(String id) {
        try {
            calls.await(
                    client.abortMultipartUpload(
                            AbortMultipartUploadArgs.builder()
                                    .bucket(bucket)
                                    .object(key)
                                    .uploadId(id)
                                    .build()));
        } catch (IOException | ErrorAnswer left) {
            LOG.warn("an unfinished object stays until the sweep key={}", key, left);
        }
    }
}

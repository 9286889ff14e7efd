package dev.slipway.store.bytes.s3;

import io.minio.GenericResponse;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.util.concurrent.CompletableFuture;

/**
 * The library's client, but for how it asks for a bucket in us-east-1. It names that region as the
 * bucket's place, which Amazon's servers and Versity's gateway refuse, since it is theirs where
 * none is named.
 */
final class S3Client extends MinioAsyncClient {
    private static final String UNNAMED = "us-east-1";

    private final String itsRegion;

    S3Client(MinioAsyncClient client, String region) {
        super(client);
        this.itsRegion = region;
    }

    @Override
    public CompletableFuture<GenericResponse> makeBucket(MakeBucketArgs args) {
        if (!itsRegion.equals(UNNAMED)) {
            return super.makeBucket(args);
        }
        return executePutAsync(args, new Http.Headers(), new Http.QueryParameters(), null)
                .thenApply(answer -> {
                    try (answer) {
                        return new GenericResponse(answer.headers(), args.bucket(), UNNAMED, null);
                    }
                });
    }
}

package dev.slipway.store.bytes.s3;

import dev.slipway.store.bytes.StorageFullException;
import dev.slipway.store.bytes.StorageUnavailableException;
import io.minio.errors.ErrorResponseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the client's answers on the calling thread, never longer than a call may take. */
final class S3Calls {
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final Set<String> FULL =
            Set.of("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded");

    private final Duration timeout;

    S3Calls(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Waits for an answer.
     *
     * @throws ErrorAnswer when the server answered with an error of its protocol below 500
     * @throws StorageFullException when the server has no room
     * @throws StorageUnavailableException when it did not answer in time, or not as it should
     */
    <T> T await(CompletableFuture<T> answer) throws IOException, ErrorAnswer {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof ErrorResponseException error && isFull(error)) {
                throw new StorageFullException(failed);
            }
            if (cause instanceof ErrorResponseException error && error.response().code() < 500) {
                throw new ErrorAnswer(error);
            }
            throw new StorageUnavailableException("the object store failed", failed);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new StorageUnavailableException("the object store did not answer in time", late);
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for the object store");
        }
    }

    /** Waits as long for the end of a call, whatever comes of it. */
    void awaitEnd(CompletableFuture<?> answer) {
        try {
            var _ = await(answer);
        } catch (IOException | ErrorAnswer ended) {
            // So did the call.
        }
    }

    /** MinIO says it so; others know only the status. */
    private static boolean isFull(ErrorResponseException error) {
        return error.response().code() == INSUFFICIENT_STORAGE
                || FULL.contains(String.valueOf(error.errorResponse().code()));
    }

    /** An error that the server gave in its protocol. */
    static final class ErrorAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        private ErrorAnswer(ErrorResponseException error) {
            super(error);
            this.code = error.errorResponse().code();
        }

        boolean isOneOf(String... codes) {
            for (String one : codes) {
                if (code.equals(one)) {
                    return true;
                }
            }
            return false;
        }

        StorageUnavailableException asUnavailable() {
            return new StorageUnavailableException("the object store answered " + code, this);
        }
    }
}

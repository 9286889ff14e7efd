package dev.slipway.store.bytes;

import java.io.IOException;
import java.io.InputStream;

/**
 * Keeps bytes under keys. Every method throws {@link StorageUnavailableException} when the store
 * cannot be reached in time; a later call may succeed.
 */
public interface ObjectStore {
    /**
     * Keeps everything that the stream gives, in constant memory. The stream is read on the calling
     * thread and its exceptions come through unchanged; nothing is then kept under the key. The
     * caller closes the stream.
     *
     * @throws StorageFullException when there is no room for it
     */
    void put(String key, InputStream bytes) throws IOException;

    /**
     * Opens kept bytes from an offset to their end; the caller closes the stream.
     *
     * @throws ObjectMissingException when nothing is kept under the key
     */
    InputStream open(String key, long offset) throws IOException;

    /** Removes what is kept under the key, also half-written; nothing there is no error. */
    void delete(String key) throws IOException;

    /** Whether bytes can be kept and read now; makes the place for them if it is absent. */
    boolean isReachable();
}

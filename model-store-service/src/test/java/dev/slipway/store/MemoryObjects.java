package dev.slipway.store;

import dev.slipway.store.bytes.ObjectMissingException;
import dev.slipway.store.bytes.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An object store that forgets. */
public final class MemoryObjects implements ObjectStore {
    public final AtomicInteger opened = new AtomicInteger();
    public final AtomicInteger closed = new AtomicInteger();
    public final List<String> deleted = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

    @Override
    public void put(String key, InputStream bytes) throws IOException {
        kept.put(key, bytes.readAllBytes());
    }

    @Override
    public InputStream open(String key, long offset) throws IOException {
        opened.incrementAndGet();
        byte[] bytes = kept.get(key);
        if (bytes == null) {
            throw new ObjectMissingException(key);
        }
        return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    @Override
    public void delete(String key) {
        deleted.add(key);
        kept.remove(key);
    }

    @Override
    public boolean isReachable() {
        return true;
    }
}

package dev.slipway.store;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The real parts of the running service, for tests of its features. */
public final class StorePlatformBeans {
    private StorePlatformBeans() {}

    public static <T> T get(Class<T> type) {
        return StorePlatform.shared().context.getBean(type);
    }

    /** What a sweep does to uploads that it takes for dead. */
    public static void abandonAll() {
        StorePlatform.shared()
                .database()
                .sql("update store.uploads set state = 'abandoned' where state = 'receiving'")
                .update();
    }

    public static void sweep() {
        try {
            get(dev.slipway.store.sweep.Sweeper.class).sweep();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

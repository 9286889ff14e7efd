package dev.slipway.e2e.platform;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One platform for all tests that leave it whole: faults that heal, and clients. */
public final class SharedPlatform implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedPlatform.class);

    /** Closed by JUnit after the last test. */
    private static final class Holder implements AutoCloseable {
        private @Nullable Platform platform;

        synchronized Platform get() throws IOException, InterruptedException {
            if (platform == null) {
                platform = Platform.start("shared", 2);
            }
            return platform;
        }

        @Override
        public synchronized void close() throws IOException {
            if (platform != null) {
                platform.close();
                platform = null;
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            return holder(context).get();
        } catch (IOException notStarted) {
            throw new AssertionError("the platform did not start", notStarted);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** Stops it, for somebody to look at; the next test gets a fresh one. */
    static void giveUp(ExtensionContext context) throws IOException {
        holder(context).close();
    }

    private static Holder holder(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Holder.class, key -> new Holder(), Holder.class);
    }
}

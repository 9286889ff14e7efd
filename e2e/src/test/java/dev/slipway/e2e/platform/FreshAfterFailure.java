package dev.slipway.e2e.platform;

import java.io.IOException;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that broke the shared platform and failed leaves it to no other test. */
public final class FreshAfterFailure implements AfterTestExecutionCallback {
    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            SharedPlatform.giveUp(context);
        }
    }
}

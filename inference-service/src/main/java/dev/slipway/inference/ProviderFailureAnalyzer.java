package dev.slipway.inference;

import dev.slipway.inference.engine.ProviderUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two sentences which execution provider keeps the replica from starting. */
final class ProviderFailureAnalyzer extends AbstractFailureAnalyzer<ProviderUnavailableException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, ProviderUnavailableException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}

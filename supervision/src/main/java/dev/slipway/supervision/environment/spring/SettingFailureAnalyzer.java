package dev.slipway.supervision.environment.spring;

import dev.slipway.supervision.environment.SettingException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.convert.ConversionException;

/**
 * Says in one sentence which setting keeps a service from starting. Comes before Spring Boot's own
 * analyzers, which print the value, and a value may be a secret or hold one.
 */
final class SettingFailureAnalyzer implements FailureAnalyzer, Ordered {
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        SettingException setting = find(failure, SettingException.class);
        if (setting != null) {
            return said(String.valueOf(setting.getMessage()), failure);
        }
        BindException bind = find(failure, BindException.class);
        return bind == null ? null : said(sentence(bind), failure);
    }

    private static String sentence(BindException bind) {
        if (find(bind, ConversionException.class) != null) {
            return bind.getName()
                    + " has a value that cannot be read as "
                    + bind.getTarget().getType().toClass().getSimpleName();
        }
        Throwable root = bind;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return bind.getName() + " cannot be taken: " + root.getMessage();
    }

    private static FailureAnalysis said(String sentence, Throwable failure) {
        return new FailureAnalysis(sentence + ".", null, failure);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}

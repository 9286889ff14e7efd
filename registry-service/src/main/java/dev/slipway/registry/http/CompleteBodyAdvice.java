package dev.slipway.registry.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.RefusedException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** Refuses a body that lacks a field which its record does not mark as nullable, by its name. */
@RestControllerAdvice
class CompleteBodyAdvice extends RequestBodyAdviceAdapter {
    @Override
    public boolean supports(
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        check(body);
        return body;
    }

    private static void check(Object value) {
        if (value instanceof List<?> items) {
            for (Object item : items) {
                if (item != null) {
                    check(item);
                }
            }
        } else if (value instanceof Record fields) {
            for (RecordComponent component : fields.getClass().getRecordComponents()) {
                Object field = read(component, fields);
                if (field != null) {
                    check(field);
                } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    throw new RefusedException(
                            ErrorCode.INVALID_REQUEST,
                            "The body lacks '%s'.".formatted(snakeCase(component.getName())));
                }
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Record fields) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(fields);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a record's field cannot be read", impossible);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}

package dev.slipway.registry.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.Refusal;
import dev.slipway.registry.refusal.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns what a route throws into an answer that says what to do and nothing internal. */
@RestControllerAdvice
class FailureAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(FailureAdvice.class);

    private final Answers answers;

    FailureAdvice(Answers answers) {
        this.answers = answers;
    }

    @ExceptionHandler
    void refused(HttpServletRequest request, HttpServletResponse response, RefusedException why)
            throws IOException {
        answers.write(request, response, why.refusal());
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    void database(HttpServletRequest request, HttpServletResponse response, Exception failure)
            throws IOException {
        if (failure instanceof DataIntegrityViolationException) {
            LOG.warn("a write met a constraint", failure);
            answer(
                    request,
                    response,
                    ErrorCode.CONFLICT,
                    "Somebody else changed this at the same time; look again and retry.");
            return;
        }
        LOG.warn("the database did not answer: {}", failure.getMessage());
        answer(
                request,
                response,
                ErrorCode.SERVICE_UNAVAILABLE,
                "The registry's database does not answer at the moment; retry.");
    }

    @ExceptionHandler
    void unreadable(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpMessageNotReadableException why)
            throws IOException {
        answers.write(request, response, BodyMistake.of(why.getCause()));
    }

    @ExceptionHandler
    void mistyped(
            HttpServletRequest request,
            HttpServletResponse response,
            MethodArgumentTypeMismatchException why)
            throws IOException {
        answer(
                request,
                response,
                ErrorCode.INVALID_REQUEST,
                "'" + why.getName() + "' does not have the form that this route expects.");
    }

    @ExceptionHandler
    void incomplete(
            HttpServletRequest request,
            HttpServletResponse response,
            ServletRequestBindingException why)
            throws IOException {
        answer(
                request,
                response,
                ErrorCode.INVALID_REQUEST,
                "The request lacks a parameter or header that this route needs.");
    }

    @ExceptionHandler
    void noRoute(
            HttpServletRequest request, HttpServletResponse response, NoResourceFoundException why)
            throws IOException {
        answer(request, response, ErrorCode.PATH_NOT_FOUND, "There is no such path here.");
    }

    @ExceptionHandler
    void noMethod(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpRequestMethodNotSupportedException why)
            throws IOException {
        answer(
                request,
                response,
                ErrorCode.METHOD_NOT_ALLOWED,
                "This path does not take the method " + why.getMethod() + ".");
    }

    @ExceptionHandler
    void media(HttpServletRequest request, HttpServletResponse response, HttpMediaTypeException why)
            throws IOException {
        answer(
                request,
                response,
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "This route takes and gives application/json.");
    }

    @ExceptionHandler
    void bug(HttpServletRequest request, HttpServletResponse response, Exception failure)
            throws IOException {
        LOG.error("a route failed", failure);
        answer(
                request,
                response,
                ErrorCode.INTERNAL,
                "The registry failed; its log says more under this request's time.");
    }

    private void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            ErrorCode code,
            String sentence)
            throws IOException {
        answers.write(request, response, new Refusal(code, sentence));
    }
}

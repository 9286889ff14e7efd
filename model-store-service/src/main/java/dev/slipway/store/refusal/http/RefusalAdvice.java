package dev.slipway.store.refusal.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorBody;
import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.bytes.StorageUnavailableException;
import dev.slipway.store.ledger.LedgerUnavailableException;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Problems to clients, error bodies to services; nothing internal in either. */
@RestControllerAdvice
final class RefusalAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalAdvice.class);
    private static final String RETRY_AFTER_S = "2";

    @ExceptionHandler
    ResponseEntity<Object> refused(RefusedException refused, HttpServletRequest request) {
        return answer(refused.refusal(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> away(
            StorageUnavailableException away,
            HttpServletRequest request,
            HttpServletResponse response)
            throws StorageUnavailableException {
        LOG.warn("the object store failed a request", away);
        if (response.isCommitted()) {
            // Half of an artefact is out: the container then cuts the connection.
            throw away;
        }
        response.reset();
        return answer(
                new Refusal(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "the storage of models does not answer; try again shortly"),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> away(LedgerUnavailableException away, HttpServletRequest request) {
        LOG.warn("the database failed a request", away);
        return answer(
                new Refusal(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "the list of models does not answer; try again shortly"),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unknownPath(NoResourceFoundException none, HttpServletRequest request) {
        return answer(ContainerErrors.pathNotFound(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongMethod(
            HttpRequestMethodNotSupportedException wrong, HttpServletRequest request) {
        return answer(ContainerErrors.methodNotAllowed(), request);
    }

    /** The reader left; there is nobody to answer. */
    @ExceptionHandler
    void gone(ClientAbortException gone) {
        LOG.debug("a reader left", gone);
    }

    @ExceptionHandler
    ResponseEntity<Object> bug(Exception bug, HttpServletRequest request) {
        LOG.error("a request failed", bug);
        return answer(ContainerErrors.internal(), request);
    }

    static ResponseEntity<Object> answer(Refusal refusal, HttpServletRequest request) {
        return answer(refusal, request.getServletPath().startsWith("/internal/"));
    }

    static ResponseEntity<Object> answer(Refusal refusal, boolean internal) {
        ErrorCategory category = refusal.code().category();
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(Statuses.of(refusal.code()))
                        .contentType(
                                internal
                                        ? MediaType.APPLICATION_JSON
                                        : MediaType.APPLICATION_PROBLEM_JSON)
                        .header(Headers.ERROR, refusal.code().wireName());
        if (refusal.code().retryable()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
        }
        return answer.body(
                internal
                        ? new ErrorBody(refusal.code().wireName(), category, refusal.detail())
                        : Problem.of(refusal));
    }
}

package dev.slipway.registry.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorBody;
import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** How refusals look: an {@link ErrorBody} for services, an RFC 9457 problem for clients. */
@Component
class Answers {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final JsonMapper json;
    private final InternalConnector internalPort;

    Answers(JsonMapper json, InternalConnector internalPort) {
        this.json = json;
        this.internalPort = internalPort;
    }

    /** RFC 9457, with the code as an extension. */
    record Problem(String type, String title, int status, String detail, String code) {}

    void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        ErrorCode code = refusal.code();
        boolean internal = request.getLocalPort() == internalPort.port();
        int status = status(code.category());
        Object body =
                internal
                        ? new ErrorBody(code.wireName(), code.category(), refusal.sentence())
                        : new Problem(
                                "about:blank",
                                title(code),
                                status,
                                refusal.sentence(),
                                code.wireName());
        response.resetBuffer();
        response.setStatus(status);
        response.setHeader(Headers.ERROR, code.wireName());
        if (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (refusal.currentEtag() != null) {
            response.setHeader(HttpHeaders.ETAG, refusal.currentEtag());
        }
        response.setContentType(
                internal
                        ? MediaType.APPLICATION_JSON_VALUE
                        : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }

    private static String title(ErrorCode code) {
        String words = code.wireName().replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    static int status(ErrorCategory category) {
        return switch (category) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case INVALID -> 400;
            case UNPROCESSABLE -> 422;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case CONTENDED -> TOO_MANY_REQUESTS;
            case UNAVAILABLE -> SERVICE_UNAVAILABLE;
            case TIMEOUT -> 504;
            case MISDIRECTED -> 421;
            case INTERNAL -> 500;
        };
    }
}

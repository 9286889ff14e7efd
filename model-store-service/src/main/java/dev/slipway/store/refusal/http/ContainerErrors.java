package dev.slipway.store.refusal.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What the servlet container refuses by itself gets the same form as everything else. */
@Controller
final class ContainerErrors implements ErrorController {
    @RequestMapping("/error")
    ResponseEntity<Object> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return RefusalAdvice.answer(
                switch (status) {
                    case Integer code when code == 404 -> pathNotFound();
                    case Integer code when code == 405 -> methodNotAllowed();
                    case Integer code when code >= 400 && code < 500 ->
                            new Refusal(
                                    ErrorCode.INVALID_REQUEST,
                                    "the request is malformed; check its path and headers");
                    case null, default -> internal();
                },
                request);
    }

    static Refusal pathNotFound() {
        return new Refusal(
                ErrorCode.PATH_NOT_FOUND,
                "there is nothing at this path; uploads go to"
                        + " POST /admin/v1/models/{model}/versions");
    }

    static Refusal methodNotAllowed() {
        return new Refusal(
                ErrorCode.METHOD_NOT_ALLOWED, "this path does not take this method; uploads POST");
    }

    static Refusal internal() {
        return new Refusal(
                ErrorCode.INTERNAL,
                "the store failed; try again, and tell its operator if it stays");
    }
}

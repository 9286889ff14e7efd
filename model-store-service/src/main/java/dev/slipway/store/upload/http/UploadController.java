package dev.slipway.store.upload.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.upload.MultipartReader;
import dev.slipway.store.upload.UploadIntake;
import dev.slipway.store.upload.UploadOutcome;
import dev.slipway.store.upload.UploadOutcome.Accepted;
import dev.slipway.store.upload.UploadOutcome.Refused;
import dev.slipway.store.upload.UploadRequest;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes uploads from the gateway, on behalf of the caller that it sealed. */
@RestController
final class UploadController {
    private static final Logger LOG = LoggerFactory.getLogger(UploadController.class);
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final CallerSeal seal;
    private final MultipartReader reader;
    private final UploadIntake intake;

    UploadController(CallerSeal seal, MultipartReader reader, UploadIntake intake) {
        this.seal = seal;
        this.reader = reader;
        this.intake = intake;
    }

    @PostMapping("/admin/v1/models/{model}/versions")
    ResponseEntity<UploadedVersion> upload(
            @PathVariable("model") String model, HttpServletRequest request) throws IOException {
        Caller caller = callerOf(request);
        if (!MODEL.matcher(model).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "a model's name has 1 to 63 lower-case letters, digits, dots, underscores and"
                            + " dashes, and begins with a letter or digit");
        }
        if (!caller.may(Action.DEPLOY, model)) {
            throw new RefusedException(
                    ErrorCode.FORBIDDEN,
                    "the key may not deploy the model '"
                            + model
                            + "'; ask for a key with the grant deploy on it");
        }
        String key = keyOf(request);
        long begun = System.nanoTime();
        UploadOutcome outcome =
                intake.take(
                        new UploadRequest(model, caller.tenantId(), caller.principal(), key),
                        reader.read(
                                Optional.ofNullable(request.getContentType()).orElse(""),
                                request.getContentLengthLong(),
                                request.getInputStream()));
        log(model, caller, outcome, Duration.ofNanos(System.nanoTime() - begun));
        return switch (outcome) {
            case Refused refused -> throw new RefusedException(refused.refusal());
            case Accepted accepted -> created(accepted);
        };
    }

    private Caller callerOf(HttpServletRequest request) throws RefusedException {
        return Optional.ofNullable(request.getHeader(Headers.CALLER))
                .flatMap(sealed ->
                        Optional.ofNullable(request.getHeader(Headers.SERVICE_TOKEN))
                                .flatMap(token -> seal.open(sealed, token, Role.STORE)))
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.UNAUTHENTICATED,
                                "the request names no caller; send it through the gateway"
                                        + " with a key"));
    }

    /** The registry decides what was repeated; here a key that is none costs no transfer. */
    private static @Nullable String keyOf(HttpServletRequest request) throws RefusedException {
        String key = request.getHeader(Headers.IDEMPOTENCY_KEY);
        if (key != null && !KEY.matcher(key).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    Headers.IDEMPOTENCY_KEY
                            + " must be 1 to 255 printable characters without spaces");
        }
        return key;
    }

    private static ResponseEntity<UploadedVersion> created(Accepted accepted) {
        RegisteredVersion version = accepted.version();
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.created(
                                URI.create(
                                        "/admin/v1/models/"
                                                + version.model()
                                                + "/versions/"
                                                + version.version()))
                        .header(Headers.DOCUMENT, version.document().toString());
        if (accepted.repeated()) {
            answer.header(Headers.IDEMPOTENT_REPLAYED, "true");
        }
        return answer.body(UploadedVersion.of(accepted));
    }

    private static void log(String model, Caller caller, UploadOutcome outcome, Duration took) {
        switch (outcome) {
            case Accepted accepted ->
                    LOG.info(
                            "upload outcome={} upload={} model={} version={} tenant={}"
                                    + " principal={} files={} bytes={} manifest={} ms={}",
                            accepted.repeated() ? "repeated" : "accepted",
                            accepted.uploadId(),
                            model,
                            accepted.version().version(),
                            caller.tenantId(),
                            caller.principal(),
                            accepted.manifest().files().size(),
                            accepted.sizeBytes(),
                            accepted.version().manifestSha256(),
                            took.toMillis());
            case Refused refused ->
                    LOG.info(
                            "upload outcome=refused code={} model={} tenant={} principal={} ms={}",
                            refused.refusal().code().wireName(),
                            model,
                            caller.tenantId(),
                            caller.principal(),
                            took.toMillis());
        }
    }
}

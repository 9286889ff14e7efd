package dev.slipway.registry.enrolment.http;

import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.registry.enrolment.Enrolments;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.trust.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The server's side of {@link dev.slipway.contract.token.TokenApi}. Who asks proves it in the body.
 */
@RestController
class EnrolmentController {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolmentController.class);

    private final Enrolments enrolments;

    EnrolmentController(Enrolments enrolments) {
        this.enrolments = enrolments;
    }

    @PostMapping("/internal/v1/tokens")
    EnrolmentReply enrol(@RequestBody EnrolmentRequest request) {
        Outcome<EnrolmentReply> outcome = enrolments.enrol(request);
        if (outcome instanceof Outcome.Refused<EnrolmentReply>(var refusal)) {
            LOG.warn(
                    "an enrolment of {} was refused: {}",
                    Role.ofWireName(request.role()).map(Role::wireName).orElse("no role"),
                    refusal.code().wireName());
        }
        return outcome.orThrow();
    }
}

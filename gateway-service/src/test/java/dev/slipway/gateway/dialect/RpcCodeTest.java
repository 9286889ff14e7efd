package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import org.junit.jupiter.api.Test;

class RpcCodeTest {
    @Test
    void refusalsGetTheCodesThatClientsKnow() {
        assertThat(RpcCode.of(ErrorCode.UNAUTHENTICATED)).isEqualTo(RpcCode.UNAUTHENTICATED);
        assertThat(RpcCode.of(ErrorCode.FORBIDDEN)).isEqualTo(RpcCode.PERMISSION_DENIED);
        assertThat(RpcCode.of(ErrorCode.MODEL_NOT_FOUND)).isEqualTo(RpcCode.NOT_FOUND);
        assertThat(RpcCode.of(ErrorCode.PATH_NOT_FOUND)).isEqualTo(RpcCode.UNIMPLEMENTED);
        assertThat(RpcCode.of(ErrorCode.INVALID_INPUT)).isEqualTo(RpcCode.INVALID_ARGUMENT);
        assertThat(RpcCode.of(ErrorCode.BODY_QUARANTINED)).isEqualTo(RpcCode.INVALID_ARGUMENT);
        assertThat(RpcCode.of(ErrorCode.QUEUE_FULL)).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(RpcCode.of(ErrorCode.PREDICTED_LATE)).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(RpcCode.of(ErrorCode.DEADLINE_UNREACHABLE)).isEqualTo(RpcCode.UNAVAILABLE);
        assertThat(RpcCode.of(ErrorCode.BODY_TOO_LARGE)).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(RpcCode.of(ErrorCode.NO_REPLICA_READY)).isEqualTo(RpcCode.UNAVAILABLE);
        assertThat(RpcCode.of(ErrorCode.DEADLINE_EXCEEDED)).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
        assertThat(RpcCode.of(ErrorCode.REPLICAS_LOST)).isEqualTo(RpcCode.INTERNAL);
    }

    @Test
    void theNumbersAreGrpcs() {
        for (RpcCode code : RpcCode.values()) {
            assertThat(io.grpc.Status.fromCodeValue(code.number()).getCode().name())
                    .isEqualTo(code.name());
        }
    }

    @Test
    void aCodeThatIsNotKnownFallsToTheStatus() {
        assertThat(RpcCode.of("queue_full", 429)).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(RpcCode.of("made_up_later", 400)).isEqualTo(RpcCode.INVALID_ARGUMENT);
        assertThat(RpcCode.of("", 503)).isEqualTo(RpcCode.UNAVAILABLE);
        assertThat(RpcCode.of("", 500)).isEqualTo(RpcCode.INTERNAL);
    }
}

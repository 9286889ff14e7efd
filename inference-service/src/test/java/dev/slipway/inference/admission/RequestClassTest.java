package dev.slipway.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.contract.error.ErrorCode;
import org.junit.jupiter.api.Test;

class RequestClassTest {
    @Test
    void whoSaysNothingIsServedInTheMiddle() {
        assertThat(RequestClass.read(null, null)).isEqualTo(RequestClass.DEFAULT);
        assertThat(RequestClass.DEFAULT).isEqualTo(new RequestClass(5, ""));
        assertThat(RequestClass.read("0", "acme")).isEqualTo(new RequestClass(5, "acme"));
    }

    @Test
    void everyPriorityOfTheRangeIsRead() {
        for (int priority = 1; priority <= 10; priority++) {
            assertThat(RequestClass.read(Integer.toString(priority), "acme"))
                    .isEqualTo(new RequestClass(priority, "acme"));
        }
    }

    @Test
    void nothingElseIsAPriority() {
        for (String wrong :
                new String[] {
                    "",
                    " ",
                    "11",
                    "-1",
                    "1.0",
                    "1e0",
                    "high",
                    "1,2",
                    "0x1",
                    "4294967297",
                    "9223372036854775807",
                    "9".repeat(40)
                }) {
            assertThat(RequestClass.read(wrong, "acme")).as(wrong).isNull();
        }
    }

    @Test
    void aNamedPriorityWinsUnlessItIsZero() {
        RequestClass head = new RequestClass(7, "acme");
        assertThat(head.named(2)).isEqualTo(new RequestClass(2, "acme"));
        assertThat(head.named(0)).isEqualTo(head);
    }

    @Test
    void theRefusalNamesTheRange() {
        assertThat(RequestClass.noSuchPriority("X-Priority").message())
                .isEqualTo(
                        "X-Priority must be a whole number from 0 to 10: 1 is served first, 10"
                                + " last, and 0 is the default, 5");
        assertThat(RequestClass.noSuchPriority("X-Priority").code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void noClassIsMadeOutsideOfTheRange() {
        for (int wrong : new int[] {-1, 0, 11}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new RequestClass(wrong, ""));
        }
    }
}

package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonPartTest {
    @Test
    void isAsLongAsTheHeaderSays() {
        assertThat(JsonPart.read("3", 5)).isEqualTo(new JsonPart.First(3));
        assertThat(JsonPart.read("5", 5).of(4)).isEqualTo(4);
        assertThat(JsonPart.read("3", -1).of(4)).isEqualTo(3);
        assertThat(JsonPart.read("0", 5).of(4)).isZero();
        assertThat(new JsonPart.Whole().of(4)).isEqualTo(4);
    }

    @Test
    void isNotLongerThanTheBody() {
        assertThat(JsonPart.read("6", 5)).isInstanceOf(JsonPart.Wrong.class);
        JsonPart unknown = JsonPart.read("6", -1);
        assertThat(unknown.within(6)).isEqualTo(unknown);
        assertThat(unknown.within(5)).isInstanceOf(JsonPart.Wrong.class);
        assertThat(new JsonPart.Whole().within(0)).isInstanceOf(JsonPart.Whole.class);
    }

    @Test
    void isANumber() {
        for (String wrong : new String[] {"", "x", "-1", "+1", "1.0", "1 ", "9".repeat(30)}) {
            assertThat(JsonPart.read(wrong, -1)).as(wrong).isInstanceOf(JsonPart.Wrong.class);
        }
    }
}

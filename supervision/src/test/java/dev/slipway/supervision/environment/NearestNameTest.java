package dev.slipway.supervision.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> NAMES = List.of("url", "user", "password", "pool");

    @ParameterizedTest
    @CsvSource({"ulr,url,1", "usr,user,1", "pasword,password,1", "poool,pool,1", "user,user,0"})
    void fewestStepsLeadToIt(String mistyped, String meant, int steps) {
        assertThat(NearestName.to(mistyped, NAMES)).contains(meant);
        assertThat(NearestName.distance(mistyped, meant)).isEqualTo(steps);
    }
}

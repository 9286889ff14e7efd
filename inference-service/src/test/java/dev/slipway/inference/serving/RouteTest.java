package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteTest {
    @Test
    void aVersionIsMovedBelowItsOwnPath() {
        assertThat(Route.of("/v2/models/m/versions/3/load")).isEqualTo(Route.LOAD);
        assertThat(Route.of("/v2/models/m/unload")).isEqualTo(Route.UNLOAD);
        assertThat(Route.of("/v2/models/m/versions/3/load/x")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.LOAD.method()).isEqualTo("POST");
        assertThat(Route.UNLOAD.method()).isEqualTo("POST");
    }

    @Test
    void aVersionIsAskedByItsModelAloneOrWithItsNumber() {
        for (String of : new String[] {"/v2/models/m", "/v2/models/m/versions/3"}) {
            assertThat(Route.of(of)).isEqualTo(Route.METADATA);
            assertThat(Route.of(of + "/infer")).isEqualTo(Route.INFER);
            assertThat(Route.of(of + "/ready")).isEqualTo(Route.MODEL_READY);
            assertThat(Route.of(of + "/")).isEqualTo(Route.UNKNOWN);
            assertThat(Route.of(of + "//infer")).isEqualTo(Route.UNKNOWN);
            assertThat(Route.of(of + "/infer/")).isEqualTo(Route.UNKNOWN);
        }
    }

    @Test
    void whatHasNoNameOrNoNumberIsNoVersion() {
        assertThat(Route.of("/v2/models/")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.of("/v2/models//infer")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.of("/v2/models/m/versions")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.of("/v2/models/m/versions/")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.of("/v2/models/m/versions//infer")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.of("/v2/models/versions/infer")).isEqualTo(Route.INFER);
    }

    @Test
    void theIndexIsOfTheReplica() {
        assertThat(Route.of("/v2/repository/index")).isEqualTo(Route.INDEX);
        assertThat(Route.of("/v2/repository")).isEqualTo(Route.UNKNOWN);
        assertThat(Route.INDEX.method()).isEqualTo("GET");
    }

    @Test
    void onlyWhatIsAboutResidenceIsAskedOfVersionsThatAreNotLoaded() {
        for (Route route : Route.values()) {
            assertThat(route.isOfResidence())
                    .as(route.name())
                    .isEqualTo(
                            route == Route.LOAD || route == Route.UNLOAD || route == Route.INDEX);
        }
    }
}

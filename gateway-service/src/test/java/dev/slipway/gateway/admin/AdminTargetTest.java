package dev.slipway.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminTargetTest {
    @ParameterizedTest
    @CsvSource({
        "POST,/admin/v1/models/m/versions,STORE",
        "GET,/admin/v1/models/m/versions,REGISTRY",
        "GET,/admin/v1/artefacts/x,STORE",
        "GET,/admin/v1/scaling,AUTOSCALER",
        "GET,/admin/v1/scaling/,REGISTRY",
        "GET,/admin/v1/scaling/../pools,REGISTRY",
        "GET,/admin/v1/docs,REGISTRY",
        "PUT,/admin/v1/pools/default,REGISTRY"
    })
    void eachCallHasOneServiceThatAnswersIt(String method, String path, AdminTarget target) {
        assertThat(AdminTarget.of(method, path)).isEqualTo(target);
    }
}

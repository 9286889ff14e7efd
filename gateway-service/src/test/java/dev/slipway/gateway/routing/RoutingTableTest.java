package dev.slipway.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedAlias;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static Resolution resolve(String name, RoutedAlias... aliases) {
        RoutedModel model =
                new RoutedModel(
                        "m",
                        "default",
                        60_000,
                        9,
                        List.of(
                                new RoutedVersion(1, 0, null, 0),
                                new RoutedVersion(3, 100, null, 0)),
                        List.of(aliases));
        RoutingDocument document =
                new RoutingDocument(new DocumentNumber(1, 1), List.of(model), List.of());
        return RoutingTable.of(document, new ReplicaFleet(_ -> new FakeBreaker()))
                .resolve(ModelName.parse(name).orElseThrow());
    }

    private static int onlyVersion(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Routed.class);
        return ((Resolution.Routed) resolution)
                .versions().stream().mapToInt(RoutingTable.RouteOfVersion::version).sum();
    }

    private static Refusal refusal(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Missing.class);
        return ((Resolution.Missing) resolution).refusal();
    }

    @Test
    void anAliasLeadsToItsVersionOnly() {
        RoutedAlias champion = new RoutedAlias("champion", 1);

        assertThat(onlyVersion(resolve("m@champion", champion))).isEqualTo(1);
        assertThat(onlyVersion(resolve("m@3", champion))).isEqualTo(3);
        assertThat(onlyVersion(resolve("m", champion))).isEqualTo(4);
    }

    @Test
    void anAliasOfAVersionThatIsNotServedNamesThoseThatAre() {
        Refusal refusal = refusal(resolve("m@next", new RoutedAlias("next", 2)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_NOT_SERVED);
        assertThat(refusal.aboutModel()).isTrue();
        assertThat(refusal.message())
                .isEqualTo(
                        "The alias \"next\" of the model \"m\" names version 2, which is not served"
                                + " now. It serves version 1, 3.");
    }

    @Test
    void anUnknownAliasNamesThoseThatThereAre() {
        Refusal refusal =
                refusal(
                        resolve(
                                "m@champoin",
                                new RoutedAlias("champion", 1),
                                new RoutedAlias("next", 2)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertThat(refusal.message())
                .isEqualTo("The model \"m\" has no alias \"champoin\". It has champion, next.");
    }

    @Test
    void whereThereIsNoAliasTheRefusalSaysHowToSetOne() {
        assertThat(refusal(resolve("m@champion")).message()).contains("/aliases/").endsWith(".");
    }

    @Test
    void aRefusalNamesAFewAliasesOnly() {
        RoutedAlias[] many =
                IntStream.range(0, 100)
                        .mapToObj(i -> new RoutedAlias("a" + "x".repeat(60) + i, 1))
                        .toArray(RoutedAlias[]::new);

        assertThat(refusal(resolve("m@champion", many)).message())
                .hasSizeLessThan(2000)
                .endsWith(" and 80 more.");
    }
}

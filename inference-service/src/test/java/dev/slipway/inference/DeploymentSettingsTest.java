package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.TextTruncation;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.task.TextSettings;
import dev.slipway.inference.testing.TestModels;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment overrides, from the registry's word to the version that is served. */
class DeploymentSettingsTest {
    @TempDir Path cache;

    private TestReplica replica;

    @BeforeEach
    void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
    }

    @AfterEach
    void stop() {
        replica.close();
    }

    private ServedVersion version(int number) {
        ServedVersion version =
                replica.context.getBean(LoadedModels.class).use(new VersionId("add", number));
        if (version == null) {
            throw new AssertionError("not ready");
        }
        version.release(System.nanoTime());
        return version;
    }

    @Test
    void whatIsOverriddenHoldsOnALoadedVersionWithoutLoadingItAgain() {
        ServedVersion loaded = version(1);
        assertThat(loaded.texts()).isEqualTo(TextSettings.DEFAULT);
        replica.registry.override("add", 1, new DeploymentOverrides(TextTruncation.REFUSE, null));
        await(() -> loaded.texts().truncation() == TextTruncation.REFUSE);
        assertThat(loaded.texts().allowTokenIds()).isFalse();
        replica.registry.override("add", 1, new DeploymentOverrides(null, true));
        await(() -> loaded.texts().equals(new TextSettings(TextTruncation.TRUNCATE, true)));
        assertThat(version(1)).isSameAs(loaded);
        assertThat(replica.registry.isReady("add", 1)).isTrue();
    }

    @Test
    void aVersionBeginsWithWhatIsOverriddenWhileItLoads() {
        replica.store.away(true);
        replica.store.put(TestModels.addConstant(2, 1));
        replica.registry.assign("add", 2, TestModels.addConstant(2, 1).seal());
        await(() -> replica.registry.lastWord("add", 2).equals("FETCHING"));
        replica.registry.override("add", 2, new DeploymentOverrides(TextTruncation.REFUSE, true));
        int heard = replica.registry.heard().size();
        await(() -> replica.registry.heard().size() > heard + 2);
        replica.store.away(false);
        await(() -> replica.registry.isReady("add", 2));
        assertThat(version(2).texts()).isEqualTo(new TextSettings(TextTruncation.REFUSE, true));
    }
}

package dev.slipway.store;

import dev.slipway.store.access.http.AccessConfiguration;
import dev.slipway.store.access.http.AccessSettings;
import dev.slipway.store.artefact.http.ArtefactHttpConfiguration;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.s3.S3Configuration;
import dev.slipway.store.bytes.s3.S3Settings;
import dev.slipway.store.layout.DeclarationReader;
import dev.slipway.store.layout.ModelConfigReader;
import dev.slipway.store.layout.json.ModelConfigConfiguration;
import dev.slipway.store.layout.yaml.YamlConfiguration;
import dev.slipway.store.ledger.RetiredLedger;
import dev.slipway.store.ledger.SweepLedger;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.ledger.jpa.LedgerConfiguration;
import dev.slipway.store.refusal.http.RefusalConfiguration;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.store.registration.http.RegistrationConfiguration;
import dev.slipway.store.registration.http.RegistrySettings;
import dev.slipway.store.server.ProcessSettings;
import dev.slipway.store.server.http.ServerConfiguration;
import dev.slipway.store.sweep.CollectSettings;
import dev.slipway.store.sweep.Collector;
import dev.slipway.store.sweep.Removal;
import dev.slipway.store.sweep.SweepLoop;
import dev.slipway.store.sweep.SweepSettings;
import dev.slipway.store.sweep.Sweeper;
import dev.slipway.store.upload.ManifestWriter;
import dev.slipway.store.upload.PackageInspector;
import dev.slipway.store.upload.PackageReceiver;
import dev.slipway.store.upload.UploadIds;
import dev.slipway.store.upload.UploadIntake;
import dev.slipway.store.upload.UploadSettings;
import dev.slipway.store.upload.VersionSealer;
import dev.slipway.store.upload.http.UploadHttpConfiguration;
import dev.slipway.store.upload.json.ManifestConfiguration;
import dev.slipway.store.upload.metrics.UploadMetricsConfiguration;
import dev.slipway.store.upload.multipart.MultipartConfiguration;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The domain's objects and the rims around them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreSettings.class)
@Import({
    AccessConfiguration.class,
    ArtefactHttpConfiguration.class,
    LedgerConfiguration.class,
    ManifestConfiguration.class,
    ModelConfigConfiguration.class,
    MultipartConfiguration.class,
    RefusalConfiguration.class,
    RegistrationConfiguration.class,
    S3Configuration.class,
    ServerConfiguration.class,
    UploadHttpConfiguration.class,
    UploadMetricsConfiguration.class,
    YamlConfiguration.class
})
class StoreConfiguration {
    @Bean
    ProcessSettings processSettings(StoreSettings settings) {
        return settings.process();
    }

    @Bean
    AccessSettings accessSettings(StoreSettings settings) {
        return settings.access();
    }

    @Bean
    S3Settings s3Settings(StoreSettings settings) {
        return settings.s3();
    }

    @Bean
    RegistrySettings registrySettings(StoreSettings settings) {
        return settings.registry();
    }

    @Bean
    UploadSettings uploadSettings(StoreSettings settings) {
        return settings.upload();
    }

    @Bean
    SweepSettings sweepSettings(StoreSettings settings) {
        return settings.sweep();
    }

    @Bean
    CollectSettings collectSettings(StoreSettings settings) {
        return settings.collect();
    }

    @Bean
    Removal removal(SweepLedger ledger, ObjectStore objects) {
        return new Removal(ledger, objects);
    }

    @Bean
    UploadIntake uploadIntake(
            UploadLedger ledger,
            ObjectStore objects,
            DeclarationReader declarations,
            ModelConfigReader configs,
            ManifestWriter manifests,
            VersionRegistry registry,
            Removal removal,
            UploadSettings settings) {
        InstantSource clock = InstantSource.system();
        PackageReceiver receiver = new PackageReceiver(ledger, objects, clock, settings);
        return new UploadIntake(
                new UploadIds(clock),
                ledger,
                receiver,
                new PackageInspector(objects, declarations, configs),
                new VersionSealer(ledger, receiver, manifests, registry),
                removal,
                settings);
    }

    @Bean
    Sweeper sweeper(
            SweepLedger ledger, VersionRegistry registry, Removal removal, SweepSettings settings) {
        return new Sweeper(ledger, registry, removal, settings);
    }

    @Bean(initMethod = "start")
    SweepLoop sweepLoop(Sweeper sweeper, SweepSettings settings) {
        return new SweepLoop(sweeper::sweep, SweepLoop.every(settings.period()));
    }

    @Bean
    Collector collector(RetiredLedger ledger, VersionRegistry registry, CollectSettings settings) {
        return new Collector(ledger, registry, settings);
    }

    @Bean(initMethod = "start")
    SweepLoop collectLoop(Collector collector, CollectSettings settings) {
        return new SweepLoop(collector::collect, SweepLoop.every(settings.period()));
    }
}

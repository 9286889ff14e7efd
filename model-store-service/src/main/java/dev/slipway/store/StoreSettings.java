package dev.slipway.store;

import dev.slipway.store.access.http.AccessSettings;
import dev.slipway.store.bytes.s3.S3Settings;
import dev.slipway.store.registration.http.RegistrySettings;
import dev.slipway.store.server.ProcessSettings;
import dev.slipway.store.sweep.CollectSettings;
import dev.slipway.store.sweep.SweepSettings;
import dev.slipway.store.upload.UploadSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** All of {@code slipway.*}; a key that is none of these fails the start. */
@ConfigurationProperties(prefix = "slipway", ignoreUnknownFields = false)
record StoreSettings(
        ProcessSettings process,
        AccessSettings access,
        S3Settings s3,
        RegistrySettings registry,
        UploadSettings upload,
        SweepSettings sweep,
        CollectSettings collect) {
    StoreSettings {
        if (upload.maxBytes() > s3.mostObjectBytes()) {
            throw new IllegalArgumentException(
                    "slipway.upload.max-bytes must be at most 10,000 times slipway.s3.part-bytes,"
                            + " since S3 takes no object of more parts");
        }
    }
}

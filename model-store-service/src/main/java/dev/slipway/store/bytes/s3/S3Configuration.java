package dev.slipway.store.bytes.s3;

import dev.slipway.store.bytes.ObjectStore;
import io.minio.MinioAsyncClient;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bucket as the place where bytes lie. */
@Configuration(proxyBeanMethods = false)
public class S3Configuration {
    @Bean
    ObjectStore objectStore(S3Settings settings) {
        OkHttpClient http =
                new OkHttpClient.Builder()
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .connectTimeout(settings.connectTimeout())
                        .readTimeout(settings.readTimeout())
                        .writeTimeout(settings.writeTimeout())
                        .build();
        MinioAsyncClient client =
                MinioAsyncClient.builder()
                        .endpoint(settings.endpoint().toString())
                        .region(settings.region())
                        .credentials(settings.accessKey(), settings.secretKey())
                        .httpClient(http, true)
                        .build();
        return new S3ObjectStore(new S3Client(client, settings.region()), settings);
    }

    /** Part of readiness. */
    @Bean
    HealthIndicator bucketHealthIndicator(ObjectStore objects) {
        return new BucketHealthIndicator(objects);
    }
}

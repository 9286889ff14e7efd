package dev.slipway.store.upload.multipart;

import dev.slipway.store.upload.MultipartReader;
import dev.slipway.store.upload.UploadSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parser of uploads. */
@Configuration(proxyBeanMethods = false)
public class MultipartConfiguration {
    @Bean
    MultipartReader multipartReader(UploadSettings settings) {
        return new FileUploadReader(settings.maxBytes());
    }
}

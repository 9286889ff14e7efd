package dev.slipway.inference.dialect.oip.protobuf;

import dev.slipway.contract.openinference.DataType;
import dev.slipway.contract.openinference.ModelConfig;
import dev.slipway.contract.openinference.ModelConfigResponse;
import dev.slipway.contract.openinference.ModelDynamicBatching;
import dev.slipway.contract.openinference.ModelInput;
import dev.slipway.contract.openinference.ModelOutput;
import dev.slipway.inference.dialect.oip.ModelConfiguration;

/** Writes a configuration as Triton's message. */
final class ConfigurationMessage {
    private ConfigurationMessage() {}

    static byte[] of(ModelConfiguration configuration, String platform) {
        ModelConfig.Builder config =
                ModelConfig.newBuilder()
                        .setName(configuration.model())
                        .setPlatform(platform)
                        .setBackend(ModelConfiguration.BACKEND)
                        .setMaxBatchSize(configuration.maxBatchSize());
        for (ModelConfiguration.Described input : configuration.inputs()) {
            config.addInput(
                    ModelInput.newBuilder()
                            .setName(input.name())
                            .setDataType(DataType.valueOf(input.dataType()))
                            .addAllDims(input.dims()));
        }
        for (ModelConfiguration.Described output : configuration.outputs()) {
            config.addOutput(
                    ModelOutput.newBuilder()
                            .setName(output.name())
                            .setDataType(DataType.valueOf(output.dataType()))
                            .addAllDims(output.dims()));
        }
        if (configuration.batches()) {
            config.setDynamicBatching(ModelDynamicBatching.getDefaultInstance());
        }
        return ModelConfigResponse.newBuilder().setConfig(config).build().toByteArray();
    }
}

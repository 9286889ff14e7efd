package dev.slipway.registry.model.jpa;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.Version;
import dev.slipway.registry.model.VersionState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
class JpaModels implements Models {
    private final ModelRows models;
    private final VersionRows versions;
    private final JsonMapper json;

    JpaModels(ModelRows models, VersionRows versions, JsonMapper json) {
        this.models = models;
        this.versions = versions;
        this.json = json;
    }

    @Override
    public Optional<Model> byName(String name) {
        return models.findByNameAndDeletedAtIsNull(name).map(ModelRow::toModel);
    }

    @Override
    public Optional<Model> everByName(String name) {
        return models.findByName(name).map(ModelRow::toModel);
    }

    @Override
    public Optional<Model> byId(UUID id) {
        return models.findById(id).map(ModelRow::toModel);
    }

    @Override
    public List<Model> ofTenant(String tenantId, String after, int most) {
        return models
                .findByTenantIdAndDeletedAtIsNullAndNameGreaterThanOrderByName(
                        tenantId, after, Limit.of(most))
                .stream()
                .map(ModelRow::toModel)
                .toList();
    }

    @Override
    public Model create(String tenantId, String name) {
        return models.saveAndFlush(new ModelRow(tenantId, name)).toModel();
    }

    @Override
    public Version addVersion(Model model, VersionRegistration registration) {
        ModelRow row = models.findById(model.id()).orElseThrow();
        int number = row.nextVersion();
        models.saveAndFlush(row);
        String signature = json.writeValueAsString(registration.signature());
        return versions.saveAndFlush(new VersionRow(model.id(), number, registration, signature))
                .toVersion(this::signature);
    }

    @Override
    public Optional<Version> byUpload(UUID uploadId) {
        return versions.findByUploadId(uploadId).map(row -> row.toVersion(this::signature));
    }

    @Override
    public Optional<Version> version(UUID modelId, int number) {
        return versions.findByModelIdAndNumber(modelId, number)
                .map(row -> row.toVersion(this::signature));
    }

    @Override
    public Optional<Version> versionById(UUID id) {
        return versions.findById(id).map(row -> row.toVersion(this::signature));
    }

    @Override
    public List<Version> versions(UUID modelId, int below, int most) {
        return versions
                .findByModelIdAndNumberLessThanOrderByNumberDesc(modelId, below, Limit.of(most))
                .stream()
                .map(row -> row.toVersion(this::signature))
                .toList();
    }

    @Override
    public void retire(UUID versionId) {
        VersionRow row = versions.findById(versionId).orElseThrow();
        row.retire();
        versions.saveAndFlush(row);
    }

    @Override
    public void delete(UUID modelId, Instant at) {
        List<VersionRow> left =
                versions.findByModelIdAndStateNot(modelId, VersionState.RETIRED.wireName());
        left.forEach(VersionRow::retire);
        versions.saveAllAndFlush(left);
        ModelRow row = models.findById(modelId).orElseThrow();
        row.delete(at);
        models.saveAndFlush(row);
    }

    @Override
    public List<String> liveManifests() {
        return versions.liveManifests();
    }

    private ModelSignature signature(String text) {
        return json.readValue(text, ModelSignature.class);
    }
}

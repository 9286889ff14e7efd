package dev.slipway.registry.model.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface VersionRows extends JpaRepository<VersionRow, UUID> {
    Optional<VersionRow> findByUploadId(UUID uploadId);

    Optional<VersionRow> findByModelIdAndNumber(UUID modelId, int number);

    List<VersionRow> findByModelIdAndNumberLessThanOrderByNumberDesc(
            UUID modelId, int below, Limit limit);

    List<VersionRow> findByModelIdAndStateNot(UUID modelId, String state);

    @Query(
            "select distinct v.manifestSha256 from VersionRow v where v.state <> 'retired'"
                    + " order by v.manifestSha256")
    List<String> liveManifests();
}

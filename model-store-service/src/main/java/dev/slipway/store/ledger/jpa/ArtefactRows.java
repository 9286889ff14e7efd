package dev.slipway.store.ledger.jpa;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Digests and who needs them. */
interface ArtefactRows extends Repository<ArtefactRow, ArtefactId> {
    @Query(
            value =
                    """
                    select * from artefacts where kind = :kind and sha256 = :sha256
                    order by created_at limit 1
                    """,
            nativeQuery = true)
    Optional<ArtefactRow> findAny(@Param("kind") String kind, @Param("sha256") String sha256);

    @Modifying
    @Query(
            value =
                    """
                    insert into artefacts (tenant_id, kind, sha256, size_bytes, object_key)
                    values (:tenant, :kind, :sha256, :size, :key)
                    on conflict (tenant_id, kind, sha256) do nothing
                    """,
            nativeQuery = true)
    int offer(
            @Param("tenant") String tenantId,
            @Param("kind") String kind,
            @Param("sha256") String sha256,
            @Param("size") long sizeBytes,
            @Param("key") String objectKey);

    /** Whoever adds or removes a use of a digest holds this lock. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from ArtefactRow a where a.id = :id")
    Optional<ArtefactRow> lock(@Param("id") ArtefactId id);

    @Modifying
    @Query(
            value =
                    """
                    insert into artefact_uses (tenant_id, kind, sha256, upload_id)
                    values (:tenant, :kind, :sha256, :upload)
                    on conflict do nothing
                    """,
            nativeQuery = true)
    int use(
            @Param("tenant") String tenantId,
            @Param("kind") String kind,
            @Param("sha256") String sha256,
            @Param("upload") UUID uploadId);

    /** In one order, so that two that lock the same artefacts never wait for each other. */
    @Query(
            """
            select a from ArtefactRow a where exists
              (select 1 from ArtefactUseRow s
               where s.id.tenantId = a.id.tenantId and s.id.kind = a.id.kind
                 and s.id.sha256 = a.id.sha256 and s.id.uploadId = :upload)
            order by a.id.tenantId, a.id.kind, a.id.sha256
            """)
    List<ArtefactRow> usedBy(@Param("upload") UUID uploadId);

    @Modifying
    @Query(
            value =
                    """
                    delete from artefact_uses
                    where tenant_id = :tenant and kind = :kind and sha256 = :sha256
                      and upload_id = :upload
                    """,
            nativeQuery = true)
    int unuse(
            @Param("tenant") String tenantId,
            @Param("kind") String kind,
            @Param("sha256") String sha256,
            @Param("upload") UUID uploadId);

    @Modifying
    @Query(
            value =
                    """
                    delete from artefacts a
                    where a.tenant_id = :tenant and a.kind = :kind and a.sha256 = :sha256
                      and not exists
                        (select 1 from artefact_uses s
                         where s.tenant_id = a.tenant_id and s.kind = a.kind
                           and s.sha256 = a.sha256)
                    """,
            nativeQuery = true)
    int forgetIfUnused(
            @Param("tenant") String tenantId,
            @Param("kind") String kind,
            @Param("sha256") String sha256);
}

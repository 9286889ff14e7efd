package dev.slipway.store.ledger.jpa;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Keys of the bucket. */
interface ObjectRows extends Repository<ObjectRow, String> {
    @Modifying
    @Query(
            value =
                    """
                    insert into objects (object_key, tenant_id, upload_id)
                    select :key, u.tenant_id, u.id from uploads u where u.id = :upload
                    """,
            nativeQuery = true)
    int announce(@Param("upload") UUID uploadId, @Param("key") String objectKey);

    @Query(
            value =
                    """
                    select o.object_key from objects o join uploads u on u.id = o.upload_id
                    where u.state in ('registered', 'abandoned')
                      and not exists
                        (select 1 from artefacts a where a.object_key = o.object_key)
                    limit :bound
                    """,
            nativeQuery = true)
    List<String> unreferenced(@Param("bound") int bound);

    @Query(
            value =
                    """
                    select o.object_key from objects o join uploads u on u.id = o.upload_id
                    where u.id = :upload and u.state in ('registered', 'abandoned')
                      and not exists
                        (select 1 from artefacts a where a.object_key = o.object_key)
                    """,
            nativeQuery = true)
    List<String> unreferencedOf(@Param("upload") UUID uploadId);

    @Modifying
    @Query(value = "delete from objects where object_key = :key", nativeQuery = true)
    int forget(@Param("key") String objectKey);
}

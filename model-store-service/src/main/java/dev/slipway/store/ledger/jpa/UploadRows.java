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

/** Uploads, and the only statements that change their state. */
interface UploadRows extends Repository<UploadRow, UUID> {
    UploadRow save(UploadRow row);

    /** Holds the state still until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_READ)
    @Query("select u from UploadRow u where u.id = :id")
    Optional<UploadRow> lockShared(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set active_at = now(), row_version = row_version + 1
                    where id = :id and state in ('receiving', 'registering')
                    """,
            nativeQuery = true)
    int touch(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads
                    set state = 'registering', manifest_sha256 = :manifest, active_at = now(),
                        row_version = row_version + 1
                    where id = :id and state = 'receiving'
                    """,
            nativeQuery = true)
    int registering(@Param("id") UUID id, @Param("manifest") String manifestSha256);

    @Modifying
    @Query(
            value =
                    """
                    update uploads
                    set state = 'registered', ended_at = now(), row_version = row_version + 1
                    where id = :id and state = 'registering'
                    """,
            nativeQuery = true)
    int registered(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set state = 'receiving', row_version = row_version + 1
                    where id = :id and state = 'registering'
                    """,
            nativeQuery = true)
    int unregistered(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set state = 'abandoned', row_version = row_version + 1
                    where id = :id and state = 'receiving'
                    """,
            nativeQuery = true)
    int abandonReceiving(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set state = 'abandoned', row_version = row_version + 1
                    where id = :id and state in ('receiving', 'registering')
                      and active_at < now() - :age * interval '1 millisecond'
                    """,
            nativeQuery = true)
    int abandonIfSilent(@Param("id") UUID id, @Param("age") long ageMs);

    @Query(
            value =
                    """
                    select id from uploads
                    where state in ('receiving', 'registering')
                      and active_at < now() - :age * interval '1 millisecond'
                    order by active_at limit :bound
                    """,
            nativeQuery = true)
    List<UUID> silentFor(@Param("age") long ageMs, @Param("bound") int bound);

    @Query(
            value =
                    """
                    select u.id from uploads u
                    where u.state = 'abandoned'
                      and exists (select 1 from artefact_uses s where s.upload_id = u.id)
                    limit :bound
                    """,
            nativeQuery = true)
    List<UUID> abandonedWithArtefacts(@Param("bound") int bound);

    @Modifying
    @Query(
            value =
                    """
                    delete from uploads u
                    where u.state = 'abandoned'
                      and not exists (select 1 from objects o where o.upload_id = u.id)
                      and not exists (select 1 from artefact_uses s where s.upload_id = u.id)
                    """,
            nativeQuery = true)
    int forgetEmpty();

    @Query(
            value =
                    """
                    select * from uploads
                    where state = 'registered' and manifest_sha256 is not null and id > :after
                      and coalesce(ended_at, active_at) < now() - :age * interval '1 millisecond'
                    order by id limit :bound
                    """,
            nativeQuery = true)
    List<UploadRow> registeredFor(
            @Param("age") long ageMs, @Param("after") UUID after, @Param("bound") int bound);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set unlisted_at = now(), row_version = row_version + 1
                    where id = :id and state = 'registered' and unlisted_at is null
                    """,
            nativeQuery = true)
    int mark(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set unlisted_at = null, row_version = row_version + 1
                    where id = :id and state = 'registered'
                    """,
            nativeQuery = true)
    int unmark(@Param("id") UUID id);

    @Modifying
    @Query(
            value =
                    """
                    update uploads set state = 'abandoned', row_version = row_version + 1
                    where id = :id and state = 'registered'
                      and unlisted_at < now() - :age * interval '1 millisecond'
                    """,
            nativeQuery = true)
    int giveUp(@Param("id") UUID id, @Param("age") long markedForMs);
}

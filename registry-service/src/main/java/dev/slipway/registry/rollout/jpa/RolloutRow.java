package dev.slipway.registry.rollout.jpa;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.rollout.Rollout;
import dev.slipway.registry.rollout.RolloutPlan;
import dev.slipway.registry.rollout.RolloutPlan.RolledVersion;
import dev.slipway.registry.rollout.RolloutState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "rollouts")
@SuppressWarnings("NullAway.Init")
class RolloutRow implements Persistable<UUID> {
    @Id private UUID id;
    private String tenantId;
    private UUID deploymentId;
    private @Nullable UUID fromVersionId;
    private UUID toVersionId;
    private String strategy;
    private String state;
    private String detail;
    private int capacityNeeded;
    private int bakeSeconds;
    private Instant progressDeadlineAt;
    private @Nullable Instant bakeUntil;
    private @Nullable Long switchEpoch;
    private @Nullable Long switchNumber;
    private @Nullable Long retireEpoch;
    private @Nullable Long retireNumber;
    private @Nullable Instant pausedAt;
    private String startedBy;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant updatedAt;
    @Version private @Nullable Long rowVersion;

    @Formula(
            "(select m.name from models m join deployments d on d.model_id = m.id"
                    + " where d.id = deployment_id)")
    private String modelName;

    @Formula("(select v.number from versions v where v.id = from_version_id)")
    private @Nullable Integer fromNumber;

    @Formula("(select v.number from versions v where v.id = to_version_id)")
    private int toNumber;

    protected RolloutRow() {}

    static RolloutRow of(Rollout rollout) {
        RolloutPlan plan = rollout.plan();
        RolloutRow row = new RolloutRow();
        row.id = plan.id();
        row.tenantId = plan.tenantId();
        row.deploymentId = plan.deploymentId();
        row.fromVersionId = plan.from() == null ? null : plan.from().id();
        row.toVersionId = plan.to().id();
        row.strategy = plan.strategy();
        row.capacityNeeded = plan.capacityNeeded();
        row.bakeSeconds = Math.toIntExact(plan.bake().toSeconds());
        row.startedBy = plan.startedBy();
        row.createdAt = plan.createdAt();
        return row.moved(rollout);
    }

    RolloutRow moved(Rollout rollout) {
        state = rollout.state().wireName();
        detail = rollout.detail();
        bakeUntil = rollout.bakeUntil();
        DocumentNumber switched = rollout.switchedBy();
        switchEpoch = switched == null ? null : switched.epoch();
        switchNumber = switched == null ? null : switched.number();
        DocumentNumber retired = rollout.retiredBy();
        retireEpoch = retired == null ? null : retired.epoch();
        retireNumber = retired == null ? null : retired.number();
        progressDeadlineAt = rollout.plan().progressDeadline();
        pausedAt = rollout.pausedAt();
        updatedAt = rollout.updatedAt();
        return this;
    }

    Rollout toRollout() {
        RolloutPlan plan =
                new RolloutPlan(
                        id,
                        tenantId,
                        deploymentId,
                        modelName,
                        fromVersionId == null || fromNumber == null
                                ? null
                                : new RolledVersion(fromVersionId, fromNumber),
                        new RolledVersion(toVersionId, toNumber),
                        strategy,
                        capacityNeeded,
                        Duration.ofSeconds(bakeSeconds),
                        progressDeadlineAt,
                        startedBy,
                        createdAt);
        return new Rollout(
                plan,
                RolloutState.ofWireName(state),
                detail,
                bakeUntil,
                number(switchEpoch, switchNumber),
                number(retireEpoch, retireNumber),
                pausedAt,
                rowVersion == null ? 0 : rowVersion,
                updatedAt);
    }

    private static @Nullable DocumentNumber number(@Nullable Long epoch, @Nullable Long number) {
        return epoch == null || number == null ? null : new DocumentNumber(epoch, number);
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return rowVersion == null;
    }
}

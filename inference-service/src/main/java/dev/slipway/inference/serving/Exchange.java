package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.batching.Party;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.model.ArrivalSink;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.telemetry.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admitted request. Its outcome is decided once, by whoever comes first: its answer, a refusal,
 * its deadline, or its client's leaving. The last three take its work out of the queue and out of
 * the engine.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private static final Refusal DISPLACED =
            new Refusal(
                    ErrorCode.QUEUE_FULL,
                    "all places of this model are taken, and a request of a higher priority, or of"
                            + " a tenant that has fewer waiting, took this one's; try again later");

    private final Beginning beginning;
    private final Admission.Ticket ticket;
    private volatile RequestClass requestClass;
    private volatile Deadline deadline;
    private final Call call;
    private final Executor workers;
    private final RequestCounters counters;
    private final Runnable whenEnded;
    private final CancelToken cancel = new CancelToken();
    private final Party party = new Party(this::makeWay);
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile Phase phase = Phase.READING;
    private final Receipt receipt = new Receipt();
    private final AtomicBoolean hasLetGoOfVersion = new AtomicBoolean();
    private volatile int cutTexts;
    private volatile boolean onTrial;
    private volatile @Nullable ExchangeTimes times;
    private volatile Runnable deadlineMoved = () -> {};
    private volatile Consumer<Throwable> whenBroken =
            bug -> LOG.error("a request could not be handled", bug);

    /**
     * Waits for its body.
     *
     * @param version held for it; null where it waits for that too, which {@link #arrival} takes
     */
    Exchange(
            @Nullable ServedVersion version,
            Admission.Ticket ticket,
            RequestClass requestClass,
            Deadline deadline,
            Call call,
            Executor workers,
            RequestCounters counters,
            Runnable whenEnded) {
        this.beginning = new Beginning(version, workers, this::read, this::refuse);
        this.ticket = ticket;
        this.requestClass = requestClass;
        this.deadline = deadline;
        this.call = call;
        this.workers = workers;
        this.counters = counters;
        this.whenEnded = whenEnded;
    }

    public Deadline deadline() {
        return deadline;
    }

    /** How urgent it is, and whose. */
    public RequestClass requestClass() {
        return requestClass;
    }

    /** The request itself says how urgent it is, as {@link RequestClass#named} takes it. */
    void priority(int named) {
        requestClass = requestClass.named(named);
    }

    /** Tells when the deadline became an earlier one; the listener must be short. */
    public void onDeadlineMoved(Runnable listener) {
        deadlineMoved = listener;
    }

    /** Somebody who knows whose request it is tells of a bug in handling it. */
    public void onBug(Consumer<Throwable> listener) {
        whenBroken = listener;
    }

    /** The request itself says how long after its arrival its answer is still wanted. */
    void within(Duration sinceArrival) {
        Deadline earlier = deadline.within(sinceArrival);
        if (earlier != deadline) {
            deadline = earlier;
            if (earlier.isOver()) {
                expire();
            } else {
                deadlineMoved.run();
            }
        }
    }

    /** Somebody traces it: from now on its times are kept for its span. */
    public ExchangeTimes watched(Span span) {
        ExchangeTimes watched = new ExchangeTimes(receipt, span);
        times = watched;
        return watched;
    }

    RequestMemory memory() {
        return ticket.memory();
    }

    /** Never fails; stays open when the client left before there was one. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Whether its body is not wholly here yet. */
    public boolean isReading() {
        return phase == Phase.READING;
    }

    /** Only when it is read, and after that: then it is there. */
    ServedVersion version() {
        return Objects.requireNonNull(beginning.version(), "its version is in memory");
    }

    /** What is held for it, and released after it has ended; null where that never came. */
    @Nullable ServedVersion held() {
        return beginning.version();
    }

    /**
     * Its version is used no more. True once: whoever asks first gives it back.
     *
     * <p>That is when its answer is made: a client that takes it slowly keeps no version in memory.
     */
    boolean letsGoOfVersion() {
        return hasLetGoOfVersion.compareAndSet(false, true);
    }

    /** Takes its version where that was not in memory. */
    ArrivalSink arrival() {
        return beginning;
    }

    /** Charges bytes of its body to the heap's budget; a refusal follows by itself. */
    public boolean tryHold(long bytes) {
        Refusal refusal = ticket.memory().holdOnHeap(bytes);
        if (refusal != null) {
            refuse(refusal);
        }
        return refusal == null;
    }

    /** Bytes of its body are let go. */
    public void giveBack(int bytes) {
        ticket.memory().giveBackHeap(bytes);
    }

    /** The body is here, all its bytes held; unless it is short its reading goes on elsewhere. */
    public void received(byte[] body) {
        phase = Phase.QUEUE;
        if (call.isShort(body.length)) {
            beginning.receivedShort(body);
        } else {
            beginning.received(body);
        }
    }

    private void read(byte[] body) {
        if (!cancel.isCancelled()) {
            hold(() -> call.start(body, this));
        }
        giveBack(body.length);
    }

    /** Its reading goes on with a step on another thread that may compute. */
    void readOn(Runnable step) {
        try {
            workers.execute(() -> hold(step));
        } catch (RejectedExecutionException | OutOfMemoryError full) {
            refuse(Beginning.NO_READER);
        }
    }

    /**
     * Runs a step that outlives the request where that ends meanwhile, and with it the request's
     * own use of the version and of buffers: until the step is over the tokenizer must not be
     * closed, nor may others write where it writes.
     */
    private void hold(Runnable step) {
        ServedVersion version = version();
        if (!version.tryUseAgain()) {
            return; // The request has ended, and with it its use of the version.
        }
        try {
            BufferLease buffers = memory().buffers();
            if (buffers.tryHold()) {
                try {
                    guarded(step);
                } finally {
                    buffers.release();
                }
            }
        } finally {
            version.release();
        }
    }

    /** The model will read less than was sent of so many texts. */
    void cuts(int texts) {
        cutTexts = texts;
        counters.cutTexts(texts);
    }

    /** Texts of which its answer rests on less than was sent. */
    public int cutTexts() {
        return cutTexts;
    }

    /** It was let in against a refusal by what is predicted: that is not asked again. */
    void entersOnTrial() {
        onTrial = true;
    }

    void submit(Map<String, Tensor> inputs, List<String> outputs, AnswerSink sink) {
        submit(List.of(work(inputs, outputs, sink)));
    }

    /** Submits all that it asks of the engine, as {@link Submission#submit} does. */
    void submit(List<Work> works) {
        new Submission(this, onTrial).submit(works);
    }

    /** What is submitted. */
    Work work(Map<String, Tensor> inputs, List<String> outputs, AnswerSink sink) {
        EngineRequest request =
                new EngineRequest(inputs, outputs, deadline, cancel, memory().buffers(), memory());
        ExchangeTimes watched = times;
        return watched == null
                ? new Work(request, sink, receipt, requestClass, party)
                : watched.watch(request, sink, requestClass, party);
    }

    /** How it was served; whole once there is an outcome. */
    public Receipt receipt() {
        return receipt;
    }

    /** Whether it is wholly here, and neither decided nor begun by an engine. */
    boolean isPending() {
        Phase now = phase();
        return (now == Phase.LOADING || now == Phase.QUEUE) && !outcome.isDone();
    }

    private Phase phase() {
        if (phase == Phase.QUEUE && beginning.version() == null) {
            return Phase.LOADING;
        }
        return phase == Phase.QUEUE && receipt.release() != null ? Phase.ENGINE : phase;
    }

    /** Continues on a thread that may compute, or right here when there is none free. */
    void compute(Runnable more) {
        Runnable step = () -> guarded(more);
        try {
            workers.execute(step);
        } catch (RejectedExecutionException full) {
            step.run();
        }
    }

    /** Runs a step of this request right here; a bug in it ends this request and nothing else. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error bug) {
            whenBroken.accept(bug);
            refuse(new Refusal(ErrorCode.INTERNAL, "the request could not be handled"));
        }
    }

    void answer(byte[] body) {
        answer(body, OipCodec.WHOLE);
    }

    void answer(byte[] body, int jsonLength) {
        Reply reply = new Reply(body, version().id().version(), jsonLength);
        if (outcome.complete(new Outcome.Done(reply))) {
            counters.answered(requestClass.tenant());
            memory().keepAnswer(body.length);
        }
    }

    /** Ends it with a refusal, unless it has an outcome. */
    public void refuse(Refusal refusal) {
        if (!outcome.isDone() && outcome.complete(new Outcome.Refused(timed(refusal)))) {
            counters.refused(refusal.code(), requestClass.tenant());
            cancel.cancel();
        }
    }

    /** Whatever is full becomes free as the queue is worked off. */
    private Refusal timed(Refusal refusal) {
        ServedVersion version = beginning.version();
        return version == null || refusal.code() != ErrorCode.QUEUE_FULL
                ? refusal
                : refusal.retryAfterNanos((double) version.queue().predictedWaitNanos());
    }

    /** Its works are out of the queue: its place goes first, since its end would free it. */
    private Admission.@Nullable Ticket makeWay(String newcomer) {
        Admission.Ticket passed = ticket.passTo(newcomer);
        if (passed != null) {
            counters.displaced();
        }
        refuse(DISPLACED);
        return passed;
    }

    /** Its deadline came. */
    public void expire() {
        refuse(Expiry.during(phase()));
    }

    /** Nobody waits for the answer any more. */
    public void clientLeft() {
        if (!outcome.isDone() && outcome.cancel(false)) {
            counters.cancelled(phase(), requestClass.tenant());
            cancel.cancel();
        }
    }

    /** The last byte is written, or nobody wants it. */
    public void end() {
        // A body that still waits goes with what was charged for it.
        if (beginning.end()) {
            cancel.cancel();
            ticket.leave();
            whenEnded.run();
        }
    }
}

package dev.slipway.contract;

/** Header names that every hop honours. */
public final class Headers {
    /** Names one request through all hops; at most {@value #REQUEST_ID_MAX_LENGTH} characters. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** Longest accepted request id; a longer or unprintable one is replaced by a fresh UUIDv7. */
    public static final int REQUEST_ID_MAX_LENGTH = 128;

    /** Milliseconds that are left for the answer, measured when the head is read. */
    public static final String REQUEST_TIMEOUT_MS = "X-Request-Timeout-Ms";

    /** How urgent a request is: 1 is served first, 10 last; 0 or absent is the default, 5. */
    public static final String PRIORITY = "X-Priority";

    /** W3C trace context. */
    public static final String TRACEPARENT = "traceparent";

    /** What systems that trace add to it. */
    public static final String TRACESTATE = "tracestate";

    /** Answer: the number of the version that answered. */
    public static final String MODEL_VERSION = "X-Model-Version";

    /** Gateway to replica: the instance UUID that must answer, else 421. */
    public static final String REPLICA = "X-Slipway-Replica";

    /** Gateway to replica: the model that was chosen. */
    public static final String MODEL = "X-Slipway-Model";

    /** Gateway to replica: the version number that must answer, else 421. */
    public static final String VERSION = "X-Slipway-Version";

    /** Gateway to replica: the tenant whose budget and isolation the request counts under. */
    public static final String TENANT = "X-Slipway-Tenant";

    /** Refusals: the {@link dev.slipway.contract.error.ErrorCode#wireName() code} of the reason. */
    public static final String ERROR = "X-Slipway-Error";

    /** Answers: how many texts were cut to what the model reads; absent when none was. */
    public static final String TRUNCATED = "X-Slipway-Truncated";

    /**
     * Answers that an engine worked on: whole microseconds for which the request waited for it. Of
     * a request that runs in several parts it is the longest wait of them.
     */
    public static final String QUEUE_US = "X-Slipway-Queue-Us";

    /**
     * Answers that an engine worked on: whole microseconds that its runs for the request took,
     * those shared with other requests included, each counted once.
     */
    public static final String COMPUTE_US = "X-Slipway-Compute-Us";

    /** Answers that an engine worked on: rows of the largest of its runs for the request. */
    public static final String BATCH_ROWS = "X-Slipway-Batch-Rows";

    /**
     * Answers that an engine worked on: why the last of its runs for the request was not larger:
     * {@code full}, {@code deadline}, {@code idle-engine}, {@code marginal-cost} or {@code drain}.
     */
    public static final String RELEASE = "X-Slipway-Release";

    /**
     * Answers of a version that keeps answers: {@code hit} where one that was kept answered, {@code
     * joined} where the request waited for an equal one that ran, {@code miss} where it ran itself.
     * Of a request that is looked up in several parts it is the last of these that befell one.
     */
    public static final String CACHE = "X-Slipway-Cache";

    /** Service to service: proves the caller's role; minted and checked by {@code trust}. */
    public static final String SERVICE_TOKEN = "X-Slipway-Service-Token";

    /** Gateway to registry and store: the sealed principal, tenant and grants of the client. */
    public static final String CALLER = "X-Slipway-Caller";

    /** Answers to admin writes: the routing document that shows the write, {@code epoch:number}. */
    public static final String DOCUMENT = "X-Slipway-Document";

    /** Answers to writes of API keys: the access document that shows the write. */
    public static final String ACCESS_DOCUMENT = "X-Slipway-Access-Document";

    /** Creates: a key that the client chose, so that a repeated request is carried out once. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** Answers to creates: {@code true} when it is the answer of an earlier request. */
    public static final String IDEMPOTENT_REPLAYED = "Idempotent-Replayed";

    /** Replica to gateway: a load report in the form of ORCA. */
    public static final String LOAD_REPORT = "endpoint-load-metrics";

    /**
     * Open Inference Protocol: how many bytes of a body are JSON; tensors as bytes follow them, and
     * without it all of them are JSON.
     */
    public static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** How all of the platform's own names begin, whatever their case. */
    public static final String OWN_PREFIX = "X-Slipway-";

    private Headers() {}
}

package dev.slipway.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import io.grpc.ClientInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** gRPC's own client of one stream; it keeps what comes, and takes no more than it was told. */
public final class InferStream
        implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    private static final long LONGEST_SECONDS = 20;

    public final BlockingQueue<ModelStreamInferResponse> answers =
            new LinkedBlockingQueue<>(100_000);
    private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();
    private final int first;
    private @Nullable ClientCallStreamObserver<ModelInferRequest> requests;

    private InferStream(int first) {
        this.first = first;
    }

    /** Opens one that takes so many answers; more when it is told. */
    public static InferStream open(RpcClient client, int first, ClientInterceptor... with) {
        InferStream stream = new InferStream(first);
        var _ =
                GRPCInferenceServiceGrpc.newStub(client.channel)
                        .withInterceptors(with)
                        .modelStreamInfer(stream);
        return stream;
    }

    /** Opens one with the key that may infer, which takes whatever comes. */
    public static InferStream open(RpcClient client) {
        return open(client, Integer.MAX_VALUE, RpcClient.withKey());
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> observer) {
        observer.disableAutoRequestWithInitial(first);
        requests = observer;
    }

    private ClientCallStreamObserver<ModelInferRequest> requests() {
        ClientCallStreamObserver<ModelInferRequest> observer = requests;
        if (observer == null) {
            throw new IllegalStateException("the stream is not open");
        }
        return observer;
    }

    public InferStream send(ModelInferRequest.Builder request) {
        requests().onNext(request.build());
        return this;
    }

    public void take(int count) {
        requests().request(count);
    }

    public void halfClose() {
        requests().onCompleted();
    }

    public void cancel() {
        requests().cancel("the test leaves", null);
    }

    /** The next answer. */
    public ModelStreamInferResponse answer() throws InterruptedException {
        ModelStreamInferResponse next = answers.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("an answer within 20 s").isNotNull();
        return next == null ? ModelStreamInferResponse.getDefaultInstance() : next;
    }

    /** The names of the next answers, of which none is a refusal. */
    public List<String> answeredIds(int count) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ModelStreamInferResponse next = answer();
            assertThat(next.getErrorMessage()).isEmpty();
            ids.add(next.getInferResponse().getId());
        }
        return ids;
    }

    /** How it ended, with its trailers. */
    public StatusRuntimeException end() throws Exception {
        return end.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(ModelStreamInferResponse answer) {
        answers.add(answer);
    }

    @Override
    public void onError(Throwable error) {
        end.complete(
                Status.fromThrowable(error)
                        .asRuntimeException(Status.trailersFromThrowable(error)));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK.asRuntimeException());
    }
}

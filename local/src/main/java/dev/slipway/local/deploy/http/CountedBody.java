package dev.slipway.local.deploy.http;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of a body as the client takes them to send them. */
final class CountedBody implements BodyPublisher {
    private final BodyPublisher body;
    private final AtomicLong sent = new AtomicLong();

    CountedBody(BodyPublisher body) {
        this.body = body;
    }

    long sent() {
        return sent.get();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    /** A body that is sent again is counted again. */
    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        sent.set(0);
        body.subscribe(new Counter(subscriber, sent));
    }

    private record Counter(Flow.Subscriber<? super ByteBuffer> subscriber, AtomicLong sent)
            implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            sent.addAndGet(bytes.remaining());
            subscriber.onNext(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}

package dev.slipway.inference.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who takes in too little of what waits for it is given up, and nobody else. */
class UnreadAnswersTest {
    private static final Duration BOUND = Duration.ofSeconds(40);
    private static final int ANSWER_BYTES = 1000;
    private static final int LONG_ANSWER_BYTES = 10 * UnreadAnswers.LEAST_BYTES;

    private final AtomicInteger closed = new AtomicInteger();
    private final Client client = new Client(new UnreadAnswers(BOUND, closed::incrementAndGet));

    /** Takes in as many bytes as the test says. */
    private static final class Client extends EmbeddedChannel {
        private int room;

        Client(ChannelHandler handler) {
            super(handler);
            freezeTime();
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer waiting) {
            while (room > 0 && waiting.current() instanceof ByteBuf piece) {
                int taken = Math.min(room, piece.readableBytes());
                room -= taken;
                waiting.removeBytes(taken);
            }
        }

        void reads(int bytes) {
            room += bytes;
            unsafe().flush();
        }

        void isSent(int bytes) {
            var _ = writeAndFlush(Unpooled.buffer(bytes).writeZero(bytes));
        }

        void waits(Duration time) {
            advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
            runScheduledPendingTasks();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        client.finishAndReleaseAll();
    }

    @Test
    void whoReadsNothingIsGivenUpAtTheBound() {
        client.isSent(ANSWER_BYTES);

        for (int part = 1; part < 4; part++) {
            client.waits(BOUND.dividedBy(4));
            assertThat(client.isOpen()).isTrue();
        }
        client.waits(BOUND.dividedBy(4));

        assertThat(client.isOpen()).isFalse();
        assertThat(closed).hasValue(1);
    }

    @Test
    void whoReadsSlowlyButSteadilyGetsAllOfALongAnswer() {
        client.isSent(LONG_ANSWER_BYTES);

        for (int part = 0; part < 4 * 10; part++) {
            assertThat(client.isOpen()).isTrue();
            client.reads(UnreadAnswers.LEAST_BYTES / 4);
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isTrue();
        assertThat(client.unsafe().outboundBuffer().isEmpty()).isTrue();
    }

    @Test
    void whoTakesInALittleNowAndThenIsGivenUpAtTheBound() {
        client.isSent(LONG_ANSWER_BYTES);

        for (int part = 0; part < 4; part++) {
            assertThat(client.isOpen()).isTrue();
            client.reads(UnreadAnswers.LEAST_BYTES / 4 - 1);
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isFalse();
        assertThat(closed).hasValue(1);
    }

    @Test
    void whoBecomesTooSlowIsGivenUpThoughAllOfItIsFastEnough() {
        client.isSent(LONG_ANSWER_BYTES);
        client.reads(LONG_ANSWER_BYTES / 2);
        client.waits(BOUND.dividedBy(4));

        for (int part = 0; part < 4; part++) {
            assertThat(client.isOpen()).isTrue();
            client.reads(1);
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void whoPausesForLessThanTheBoundAndReadsOnLivesOn() {
        client.isSent(LONG_ANSWER_BYTES);

        for (int burst = 0; burst < 9; burst++) {
            client.reads(UnreadAnswers.LEAST_BYTES);
            for (int part = 0; part < 3; part++) {
                client.waits(BOUND.dividedBy(4));
                assertThat(client.isOpen()).isTrue();
            }
        }
    }

    @Test
    void aShortAnswerMustGoWithinTheBound() {
        client.isSent(ANSWER_BYTES);

        for (int part = 0; part < 4; part++) {
            assertThat(client.isOpen()).isTrue();
            client.reads(ANSWER_BYTES / 8);
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void whoStopsInTheMiddleIsGivenUp() {
        client.isSent(LONG_ANSWER_BYTES);
        client.waits(BOUND.dividedBy(2));
        client.reads(LONG_ANSWER_BYTES / 2);
        client.waits(BOUND.dividedBy(4));

        for (int part = 0; part < 4; part++) {
            assertThat(client.isOpen()).isTrue();
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void moreThatIsSentDoesNotPassForReading() {
        client.isSent(ANSWER_BYTES);

        for (int part = 0; part < 4; part++) {
            client.waits(BOUND.dividedBy(4));
            client.isSent(1);
        }

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void whoReadsPieceAfterPieceIsNotGivenUpThoughTheyAreAlike() {
        ByteBuf piece = Unpooled.buffer(ANSWER_BYTES).writeZero(ANSWER_BYTES);
        var _ = client.writeAndFlush(piece.retain());

        for (int part = 0; part < 40; part++) {
            client.reads(ANSWER_BYTES);
            var _ = client.writeAndFlush(piece.setIndex(0, ANSWER_BYTES).retain());
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isTrue();
        assertThat(client.unsafe().outboundBuffer().isEmpty()).isFalse();
        piece.release();
    }

    @Test
    void aConnectionOnWhichNothingWaitsLivesOn() {
        client.reads(ANSWER_BYTES);
        client.isSent(ANSWER_BYTES);

        for (int part = 0; part < 40; part++) {
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isTrue();
        assertThat(closed).hasValue(0);
    }

    @Test
    void aLaterAnswerIsWatchedAsTheFirstOneWas() {
        client.isSent(ANSWER_BYTES);
        client.reads(ANSWER_BYTES);
        client.waits(BOUND);
        client.isSent(ANSWER_BYTES);

        for (int part = 0; part < 4; part++) {
            assertThat(client.isOpen()).isTrue();
            client.waits(BOUND.dividedBy(4));
        }

        assertThat(client.isOpen()).isFalse();
    }
}

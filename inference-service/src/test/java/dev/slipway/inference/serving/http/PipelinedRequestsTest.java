package dev.slipway.inference.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes behind a request that is not answered is little, or the connection is closed. */
class PipelinedRequestsTest {
    /** At which Reactor Netty would read no more, and see no client leave. */
    private static final int LIBRARY_MESSAGES = 32;

    private static final int PART_BYTES = 8 << 10;

    private final AtomicInteger closed = new AtomicInteger();
    private final EmbeddedChannel connection =
            new EmbeddedChannel(new PipelinedRequests(closed::incrementAndGet));

    @AfterEach
    void nothingIsLeft() {
        connection.finishAndReleaseAll();
    }

    private void head(String path) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path);
        comes(head);
    }

    private void comes(Object message) {
        if (connection.isOpen()) {
            connection.writeInbound(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private ByteBuf part() {
        ByteBuf bytes = Unpooled.buffer(PART_BYTES).writeZero(PART_BYTES);
        comes(new DefaultHttpContent(bytes));
        return bytes;
    }

    private void end() {
        comes(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void request() {
        head("/v2");
        end();
    }

    private void answer(HttpResponseStatus status) {
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER));
    }

    @Test
    void aBodyThatIsReadNowMayBeLong() {
        head("/v2");
        for (int i = 0; i < 100; i++) {
            part();
        }
        end();

        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.inboundMessages()).hasSize(102);
    }

    @Test
    void aLongBodyBehindAnUnansweredRequestEndsTheConnection() {
        request();
        head("/v2");
        for (int i = 0; i < PipelinedRequests.MOST_BYTES / PART_BYTES - 2; i++) {
            part();
        }
        assertThat(connection.isOpen()).isTrue();

        ByteBuf tooMuch = part();

        assertThat(connection.isOpen()).isFalse();
        assertThat(closed).hasValue(1);
        assertThat(tooMuch.refCnt()).isZero();
    }

    @Test
    void manySmallRequestsEndTheConnectionBeforeReactorNettyReadsNoMore() {
        request();
        int behind = 0;
        while (connection.isOpen() && behind < LIBRARY_MESSAGES) {
            request();
            behind += 2;
        }

        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.inboundMessages()).hasSizeLessThan(2 + LIBRARY_MESSAGES);
    }

    @Test
    void aLongHeadCounts() {
        request();
        head("/" + "a".repeat(PipelinedRequests.MOST_BYTES));

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void whatCameBehindIsForgottenWhenItsTurnComes() {
        request();
        for (int i = 0; i < 100; i++) {
            head("/v2");
            for (int j = 0; j < 4; j++) {
                part();
            }
            end();
            answer(HttpResponseStatus.OK);
        }

        assertThat(connection.isOpen()).isTrue();
        assertThat(closed).hasValue(0);
    }

    @Test
    void twoThatAlwaysWaitAreCountedOnceEach() {
        request();
        request();
        for (int i = 0; i < 100; i++) {
            request();
            answer(HttpResponseStatus.OK);
        }

        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aWordToGoOnIsNoAnswer() {
        request();
        answer(HttpResponseStatus.CONTINUE);
        head("/v2");
        for (int i = 0; i < 10; i++) {
            part();
        }

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void theRestOfABodyThatIsRefusedAlreadyDoesNotCount() {
        head("/v2");
        answer(HttpResponseStatus.BAD_REQUEST);
        for (int i = 0; i < 100; i++) {
            part();
        }
        end();
        head("/v2");
        for (int i = 0; i < 100; i++) {
            part();
        }

        assertThat(connection.isOpen()).isTrue();
    }

    /** The head of an answer and its whole body; that this was all of it is not told. */
    private void writeAllOfAnAnswer() {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, 2 * PART_BYTES);
        var _ = connection.write(head);
        for (int i = 0; i < 2; i++) {
            var _ = connection.write(Unpooled.buffer(PART_BYTES).writeZero(PART_BYTES));
        }
    }

    private void longBody() {
        for (int i = 0; i < 2 * PipelinedRequests.MOST_BYTES / PART_BYTES; i++) {
            part();
        }
    }

    @Test
    void whatComesBehindAnAnswerWhoseBytesHaveAllGoneIsTheNextRequest() {
        request();
        writeAllOfAnAnswer();
        connection.flushOutbound();
        head("/v2");
        longBody();
        end();
        assertThat(connection.isOpen()).isTrue();

        connection.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(connection.isOpen()).isTrue();
        head("/v2");
        longBody();
        assertThat(connection.isOpen()).as("the second one is not answered").isFalse();
        assertThat(closed).hasValue(1);
    }

    @Test
    void anAnswerIsNotOverWhileBytesOfItWait() {
        request();
        writeAllOfAnAnswer();
        head("/v2");
        longBody();

        assertThat(connection.isOpen()).isFalse();
    }
}

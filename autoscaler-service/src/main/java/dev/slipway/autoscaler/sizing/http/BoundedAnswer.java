package dev.slipway.autoscaler.sizing.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer of which no more than so many bytes are read; a longer one fails. */
final class BoundedAnswer implements ClientHttpResponse {
    private final ClientHttpResponse answer;
    private final long mostBytes;

    BoundedAnswer(ClientHttpResponse answer, long mostBytes) {
        this.answer = answer;
        this.mostBytes = mostBytes;
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
        return answer.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
        return answer.getStatusText();
    }

    @Override
    public HttpHeaders getHeaders() {
        return answer.getHeaders();
    }

    @Override
    public InputStream getBody() throws IOException {
        if (getHeaders().getContentLength() > mostBytes) {
            throw tooLong();
        }
        return new Counted(answer.getBody());
    }

    @Override
    public void close() {
        answer.close();
    }

    private IOException tooLong() {
        return new IOException(
                "the registry's answer is longer than the " + mostBytes + " bytes that are read");
    }

    private final class Counted extends FilterInputStream {
        private long read;

        Counted(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int got = super.read(into, from, length);
            count(got);
            return got;
        }

        private void count(int bytes) throws IOException {
            read += Math.max(0, bytes);
            if (read > mostBytes) {
                throw tooLong();
            }
        }
    }
}

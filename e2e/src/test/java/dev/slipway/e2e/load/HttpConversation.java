package dev.slipway.e2e.load;

import java.io.IOException;
import java.time.Duration;

/** Requests on one HTTP/1.1 connection. */
public final class HttpConversation implements Conversation {
    private final Connection connection;
    private final Workload workload;
    private boolean goesOn = true;

    private HttpConversation(Connection connection, Workload workload) {
        this.connection = connection;
        this.workload = workload;
    }

    public static Opener to(int port, Workload workload) {
        return () -> new HttpConversation(Connection.open(port), workload);
    }

    @Override
    public Verdict ask(long number, Duration timeout) throws IOException {
        Answer answer = connection.exchange(workload.request(number), timeout);
        goesOn = !answer.closes();
        return workload.check(number, answer);
    }

    @Override
    public boolean goesOn() {
        return goesOn;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

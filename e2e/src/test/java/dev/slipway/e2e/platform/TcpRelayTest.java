package dev.slipway.e2e.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpRelayTest {
    @Test
    void bytesPassUntilItIsCutAndAgainWhenItIsMended() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TcpRelay relay = new TcpRelay(target.getLocalPort())) {
            Thread.ofVirtual().start(() -> echo(target));

            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
                assertThat(echoed(first)).isEqualTo(42);
                relay.cut();
                assertBroken(first);
            }
            try (Socket second = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
                assertBroken(second);
            }
            relay.mend();
            try (Socket third = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
                assertThat(echoed(third)).isEqualTo(42);
            }
        }
    }

    @Test
    void ofSeveralTheNextThatListensIsTaken() throws Exception {
        int dead;
        try (ServerSocket gone = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            dead = gone.getLocalPort();
        }
        try (ServerSocket living = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TcpRelay relay = new TcpRelay(0, List.of(dead, living.getLocalPort()))) {
            Thread.ofVirtual().start(() -> echo(living));
            for (int i = 0; i < 4; i++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
                    assertThat(echoed(client)).isEqualTo(42);
                }
            }
        }
    }

    private static int echoed(Socket socket) throws IOException {
        socket.setSoTimeout(5000);
        socket.getOutputStream().write(42);
        return socket.getInputStream().read();
    }

    private static void assertBroken(Socket socket) {
        assertThatThrownBy(
                        () -> {
                            if (echoed(socket) < 0) {
                                throw new IOException("closed");
                            }
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(java.net.SocketTimeoutException.class);
    }

    private static void echo(ServerSocket target) {
        while (!target.isClosed()) {
            try {
                Socket socket = target.accept();
                Thread.ofVirtual()
                        .start(() -> {
                            try (socket) {
                                socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException gone) {
                                // The relay was cut.
                            }
                        });
            } catch (IOException closed) {
                return;
            }
        }
    }
}

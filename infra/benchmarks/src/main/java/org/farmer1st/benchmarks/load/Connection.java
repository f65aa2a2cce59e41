package org.farmer1st.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection that is kept, with one request on it at a time. Used by the thread that waits on its selector. */
final class Connection implements AutoCloseable {

    private static final int READ_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final Answer answer = new Answer();
    private ByteBuffer out = ByteBuffer.allocateDirect(READ_BYTES);
    private long since;

    Connection(InetSocketAddress address, Selector selector) throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** @param nanos since when its answer is waited for, by {@link System#nanoTime} */
    void send(RequestSource requests, long nanos) throws IOException {
        if (out.capacity() < requests.bytes()) {
            out = ByteBuffer.allocateDirect(requests.bytes());
        }
        out.clear();
        requests.next(out);
        out.flip();
        answer.clear();
        since = nanos;
        write();
    }

    /** Sends what the network takes now of what is left. */
    void write() throws IOException {
        channel.write(out);
        int wanted = out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Reads what is there; whether the answer is complete. */
    boolean read() throws IOException {
        while (true) {
            in.clear();
            int length = channel.read(in);
            if (length < 0) {
                throw new LoadFailedException("The server closed a connection before it had answered.");
            }
            if (length == 0) {
                return false;
            }
            in.flip();
            if (answer.take(in)) {
                return true;
            }
        }
    }

    Answer answer() {
        return answer;
    }

    long since() {
        return since;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

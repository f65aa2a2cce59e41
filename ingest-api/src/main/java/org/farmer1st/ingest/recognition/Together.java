package org.farmer1st.ingest.recognition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks together what is asked at the same time: one command is under way, and what comes meanwhile goes with the next one.
 * So nobody waits where little is asked, and the more there is the less of it costs a command of its own. Questions are
 * answered in the order in which they were asked.
 *
 * <p>What bounds it: a question waits for two commands at most, and where one of them fails for no longer than that, since
 * whatever waits then is given up with it. How many may wait is for the askers to bound.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
final class Together<Q, A> {

    private static final Logger LOG = LoggerFactory.getLogger(Together.class);

    /** Questions of a command, so that one holds nobody else up for long: about a tenth of a millisecond of Redis. */
    private static final int MOST = 128;

    private final Function<List<Q>, CompletableFuture<List<A>>> command;
    private final A unanswered;
    private final Executor sending;
    private final Executor answering;
    // Both are guarded by this.
    private final Deque<Asked<Q, A>> waiting = new ArrayDeque<>();
    private boolean underWay;

    private record Asked<Q, A>(List<Q> questions, CompletableFuture<List<A>> answers) {}

    /**
     * @param command answers questions in their order, or fails
     * @param unanswered what is answered where a command failed
     * @param sending runs what sends a command; it may let more come first
     * @param answering where answers are given
     */
    Together(
            Function<List<Q>, CompletableFuture<List<A>>> command, A unanswered, Executor sending, Executor answering) {
        this.command = command;
        this.unanswered = unanswered;
        this.sending = sending;
        this.answering = answering;
    }

    /** Answers to some questions, in their order; doesn't fail, whatever the command does or becomes of the executors. */
    CompletableFuture<List<A>> ask(List<Q> questions) {
        Asked<Q, A> asked = new Asked<>(questions, new CompletableFuture<>());
        boolean first;
        synchronized (this) {
            waiting.add(asked);
            first = !underWay;
            underWay = true;
        }
        if (first) {
            sendSoon();
        }
        return asked.answers();
    }

    private void send() {
        List<Asked<Q, A>> group = new ArrayList<>();
        List<Q> questions = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty()
                    && (group.isEmpty()
                            || questions.size() + waiting.peek().questions().size() <= MOST)) {
                Asked<Q, A> next = waiting.poll();
                group.add(next);
                questions.addAll(next.questions());
            }
            underWay = !group.isEmpty();
        }
        if (group.isEmpty()) {
            return;
        }
        CompletableFuture<List<A>> answers;
        try {
            answers = command.apply(questions);
        } catch (Throwable e) {
            // Whatever it is, whoever waits holds places that others need.
            LOG.error("A command could not be made", e);
            answers = CompletableFuture.failedFuture(e);
        }
        answers.whenComplete((all, error) -> {
            boolean answered = error == null && all.size() == questions.size();
            if (!answered) {
                giveUp(group);
            }
            try {
                answering.execute(() -> answer(group, answered ? all : null));
            } catch (Throwable ending) {
                answer(group, null);
            } finally {
                goOn();
            }
        });
    }

    /** Sends what came meanwhile, or notes that nothing did. */
    private void goOn() {
        synchronized (this) {
            underWay = !waiting.isEmpty();
            if (!underWay) {
                return;
            }
        }
        sendSoon();
    }

    private void sendSoon() {
        try {
            sending.execute(this::send);
        } catch (RejectedExecutionException ending) {
            List<Asked<Q, A>> group = new ArrayList<>();
            giveUp(group);
            answer(group, null);
            goOn();
        }
    }

    /** What waits would wait for as long again. */
    private synchronized void giveUp(List<Asked<Q, A>> group) {
        group.addAll(waiting);
        waiting.clear();
    }

    /** @param all null where there are none */
    private void answer(List<Asked<Q, A>> group, List<A> all) {
        int from = 0;
        for (Asked<Q, A> asked : group) {
            int size = asked.questions().size();
            asked.answers()
                    .complete(all == null ? Collections.nCopies(size, unanswered) : all.subList(from, from + size));
            from += size;
        }
    }
}

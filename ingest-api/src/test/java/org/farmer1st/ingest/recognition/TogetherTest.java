package org.farmer1st.ingest.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private final Deque<List<Integer>> asked = new ArrayDeque<>();
    private final Deque<CompletableFuture<List<String>>> commands = new ArrayDeque<>();
    private final Together<Integer, String> together =
            new Together<>(this::command, "unknown", Runnable::run, Runnable::run);

    @Test
    void whatIsAskedMeanwhileGoesTogether() {
        CompletableFuture<List<String>> first = together.ask(List.of(1));
        CompletableFuture<List<String>> second = together.ask(List.of(2, 3));
        CompletableFuture<List<String>> third = together.ask(List.of(4));

        assertThat(asked).containsExactly(List.of(1));
        answer();
        assertThat(first.join()).containsExactly("1");
        assertThat(asked).containsExactly(List.of(2, 3, 4));
        assertThat(second).isNotDone();
        answer();
        assertThat(second.join()).containsExactly("2", "3");
        assertThat(third.join()).containsExactly("4");
        assertThat(asked).isEmpty();

        CompletableFuture<List<String>> later = together.ask(List.of(5));
        answer();
        assertThat(later.join()).containsExactly("5");
    }

    @Test
    void aCommandHasAnEndAndQuestionsStayTogether() {
        together.ask(List.of(0));
        List<CompletableFuture<List<String>>> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            many.add(together.ask(Collections.nCopies(60, i)));
        }
        CompletableFuture<List<String>> large = together.ask(Collections.nCopies(1_000, 7));

        List<Integer> sizes = new ArrayList<>();
        while (!commands.isEmpty()) {
            sizes.add(asked.peek().size());
            answer();
        }

        assertThat(sizes).containsExactly(1, 120, 120, 60, 1_000);
        assertThat(many).allMatch(answers -> answers.join().size() == 60);
        assertThat(large.join()).hasSize(1_000).containsOnly("7");
    }

    @Test
    void whatWaitsIsGivenUpWithACommandThatFails() {
        CompletableFuture<List<String>> first = together.ask(List.of(1));
        CompletableFuture<List<String>> second = together.ask(List.of(2, 3));

        asked.poll();
        commands.poll().completeExceptionally(new IllegalStateException("too late"));

        assertThat(first.join()).containsExactly("unknown");
        assertThat(second.join()).containsExactly("unknown", "unknown");
        CompletableFuture<List<String>> later = together.ask(List.of(4));
        answer();
        assertThat(later.join()).containsExactly("4");
    }

    @Test
    void aCommandThatCannotBeMadeLeavesNobodyWaiting() {
        Together<Integer, String> broken = new Together<>(
                questions -> {
                    throw new StackOverflowError();
                },
                "unknown",
                Runnable::run,
                Runnable::run);

        assertThat(broken.ask(List.of(1)).join()).containsExactly("unknown");
        assertThat(broken.ask(List.of(2, 3)).join()).containsExactly("unknown", "unknown");
    }

    @Test
    void nobodyIsLeftWaitingByExecutorsThatTakeNothingMore() {
        Executor ended = task -> {
            throw new RejectedExecutionException();
        };
        Together<Integer, String> sending = new Together<>(this::command, "unknown", ended, Runnable::run);
        Together<Integer, String> answering = new Together<>(this::command, "unknown", Runnable::run, ended);

        assertThat(sending.ask(List.of(1)).join()).containsExactly("unknown");
        assertThat(sending.ask(List.of(2)).join()).containsExactly("unknown");
        CompletableFuture<List<String>> first = answering.ask(List.of(3));
        CompletableFuture<List<String>> second = answering.ask(List.of(4));
        answer();
        answer();
        assertThat(first.join()).containsExactly("unknown");
        assertThat(second.join()).containsExactly("unknown");
    }

    @Test
    void fewerAnswersThanQuestionsAreNone() {
        CompletableFuture<List<String>> questions = together.ask(List.of(1, 2));

        asked.poll();
        commands.poll().complete(List.of("1"));

        assertThat(questions.join()).containsExactly("unknown", "unknown");
    }

    private CompletableFuture<List<String>> command(List<Integer> questions) {
        asked.add(List.copyOf(questions));
        commands.add(new CompletableFuture<>());
        return commands.getLast();
    }

    private void answer() {
        List<String> answers =
                asked.poll().stream().map(number -> Integer.toString(number)).toList();
        commands.poll().complete(answers);
    }
}

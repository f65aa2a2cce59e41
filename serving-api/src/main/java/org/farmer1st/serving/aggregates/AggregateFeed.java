package org.farmer1st.serving.aggregates;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.serving.progress.ProgressWatch;
import org.farmer1st.serving.progress.ViewProgress;
import org.farmer1st.serving.surveys.Surveys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live answers. Subscribers to equal queries share them: a query is answered anew at most every 200 ms, only after a lane
 * moved, and told only where its content changed. The survey is looked up each time, so that a new version's privacy
 * holds for running streams too.
 *
 * <p>State: the queries that have subscribers, each with its last answer; at most {@value #MOST_SUBSCRIBERS} subscribers.
 */
public final class AggregateFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AggregateFeed.class);
    private static final long TICK_MS = 200;
    private static final long HEARTBEAT_TICKS = 5_000 / TICK_MS;
    private static final int MOST_SUBSCRIBERS = 200;

    private final Aggregates aggregates;
    private final Surveys surveys;
    private final ProgressWatch watch;
    private final Map<AggregateQuery, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicInteger subscribers = new AtomicInteger();
    private final ScheduledExecutorService ticking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "aggregate-feed");
        thread.setDaemon(true);
        return thread;
    });
    private long ticks;

    /** Who is told. Neither method may block. */
    public interface Subscriber {
        /** A new answer. */
        void tell(AggregateAnswer answer);

        /** Nothing new up to here; said every five seconds. */
        void heartbeat(ViewProgress progress);

        /** The end. */
        void end();
    }

    private static final class Topic {
        private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
        private final AtomicBoolean answering = new AtomicBoolean();
        private volatile ViewProgress asked = ViewProgress.NONE;
        private volatile AggregateAnswer last;

        /** How far the view was when it was last found to say what {@link #last} says. */
        private volatile ViewProgress confirmed = ViewProgress.NONE;
    }

    public AggregateFeed(Aggregates aggregates, Surveys surveys, ProgressWatch watch) {
        this.aggregates = aggregates;
        this.surveys = surveys;
        this.watch = watch;
    }

    /** Begins to tell. */
    public void start() {
        ticking.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Subscribes; the first answer comes at once.
     *
     * @throws ApiException UNAVAILABLE where there are too many already
     */
    public void subscribe(AggregateQuery query, Subscriber subscriber) {
        if (subscribers.incrementAndGet() > MOST_SUBSCRIBERS) {
            subscribers.decrementAndGet();
            throw ApiException.unavailable("Too many streams are open here.", Duration.ofSeconds(10));
        }
        topics.compute(query, (q, there) -> {
            Topic topic = there == null ? new Topic() : there;
            topic.subscribers.add(subscriber);
            if (topic.last != null) {
                subscriber.tell(topic.last);
            }
            return topic;
        });
    }

    /** Takes a subscriber out; may be repeated. */
    public void unsubscribe(AggregateQuery query, Subscriber subscriber) {
        topics.computeIfPresent(query, (q, topic) -> {
            if (topic.subscribers.remove(subscriber)) {
                subscribers.decrementAndGet();
            }
            return topic.subscribers.isEmpty() ? null : topic;
        });
    }

    private void tick() {
        try {
            ticks++;
            ViewProgress progress = watch.latest(ViewProgress.SURVEY_CELLS);
            topics.forEach((query, topic) -> {
                if ((topic.last == null || !progress.equals(topic.asked))
                        && topic.answering.compareAndSet(false, true)) {
                    topic.asked = progress;
                    answer(query, topic);
                }
                if (ticks % HEARTBEAT_TICKS == 0 && topic.last != null) {
                    topic.subscribers.forEach(subscriber -> subscriber.heartbeat(topic.confirmed));
                }
            });
        } catch (RuntimeException e) {
            LOG.error("Telling live answers failed; trying again", e);
        }
    }

    private void answer(AggregateQuery query, Topic topic) {
        surveys.find(query.tenant(), query.surveyId())
                .thenCompose(survey -> aggregates.answer(query, survey.orElseThrow()))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        // Postgres is away: the next tick asks again.
                        topic.asked = ViewProgress.NONE;
                        LOG.debug("A live answer could not be read", failure);
                    } else {
                        tell(query, topic, answer);
                    }
                    topic.answering.set(false);
                });
    }

    /** Under the query's lock, so that a subscriber who comes meanwhile gets each answer once and in order. */
    private void tell(AggregateQuery query, Topic topic, AggregateAnswer answer) {
        topics.computeIfPresent(query, (q, there) -> {
            topic.confirmed = answer.progress();
            if (topic.last == null || !topic.last.content().equals(answer.content())) {
                topic.last = answer;
                topic.subscribers.forEach(subscriber -> subscriber.tell(answer));
            }
            return there;
        });
    }

    /** Ends every stream. */
    @Override
    public void close() {
        ticking.shutdownNow();
        topics.values().forEach(topic -> topic.subscribers.forEach(Subscriber::end));
    }
}

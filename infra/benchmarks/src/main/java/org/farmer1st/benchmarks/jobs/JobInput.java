package org.farmer1st.benchmarks.jobs;

import java.time.Instant;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/** Makes the records that a job reads, each of them once, in the lanes and under the keys that they have in production. */
@FunctionalInterface
interface JobInput {

    /**
     * The next record.
     *
     * @param number of the response that it is of
     * @param again whether it was given before: then nothing becomes of it, but for the work
     */
    ProducerRecord<String, byte[]> record(long number, boolean again);

    /** What ingest-api writes: {@code survey.submissions}. What comes again is a repeat. */
    static JobInput submissions(SampleResponses responses, WireFormat format, Lanes lanes) {
        Serializer<Submission> serializer = format.serializer(Topics.SUBMISSIONS);
        return (number, again) -> {
            ResponseVersion version = responses.version(number);
            String key = Lanes.key(version.getTenant(), version.getFarmerId());
            byte[] value = serializer.serialize(null, new Submission(new ResponseSubmitted(version)));
            return new ProducerRecord<>(Topics.SUBMISSIONS.name(), lanes.of(key), key, value);
        };
    }

    /** What response-intake writes: {@code survey.responses}. What comes again is edited, and says the same. */
    static JobInput facts(SampleResponses responses, WireFormat format, Lanes lanes) {
        return facts(responses::version, format, lanes);
    }

    /**
     * The same of few farmers who have many days.
     *
     * @param farmers how many there are
     */
    static JobInput factsOfManyDays(SampleResponses responses, long farmers, WireFormat format, Lanes lanes) {
        return facts(number -> responses.versionOfManyDays(number, farmers), format, lanes);
    }

    private static JobInput facts(LongFunction<ResponseVersion> versions, WireFormat format, Lanes lanes) {
        Serializer<ResponseFact> serializer = format.serializer(Topics.RESPONSES);
        long[] covered = new long[lanes.count()];
        return (number, again) -> {
            ResponseVersion version = versions.apply(number);
            String key = Lanes.key(version.getTenant(), version.getFarmerId());
            int lane = lanes.of(key);
            Object change = again ? new ResponseReplaced(version, edited(version)) : new ResponseAdded(version);
            ResponseFact fact = new ResponseFact(lane, covered[lane]++, Instant.now(), change);
            return new ProducerRecord<>(Topics.RESPONSES.name(), lane, key, serializer.serialize(null, fact));
        };
    }

    private static ResponseVersion edited(ResponseVersion version) {
        return ResponseVersion.newBuilder(version)
                .setVersionId(version.getVersionId() + "-again")
                .build();
    }
}

package org.farmer1st.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;

/**
 * Writes facts: those that are whole ({@link ResponseFact}), and those that add what a submission holds ({@link AddedFact}). The
 * latter are most of all facts, and are copied out of the submission's bytes, with the region put in its place, instead of
 * written answer by answer: to write a version costs twice what reading it does. Where the submission has another schema than the
 * present one, it is written anew.
 */
final class FactEncoding implements WireFormat.Encoding<Object> {

    private static final String REGION = "region";

    /**
     * The schemas that {@link #copy} was written for, by the fingerprint of their parsing canonical form (Avro specification, "Schema
     * Fingerprints"): with any other field, type or order of branches the bytes of one may not be those of the other.
     */
    private static final long SUBMISSION = 0x5945348094092d03L;

    private static final long FACT = 0x1443be5cec1dd192L;

    private static final ThreadLocal<BinaryDecoder> DECODER = new ThreadLocal<>();

    private final WireFormat format;
    private final SpecificDatumWriter<ResponseFact> whole = new SpecificDatumWriter<>(ResponseFact.class);
    private final PatientReader<Submission> submissions;
    private final List<Schema> beforeRegion;
    private final Schema region;
    private final int submitted;
    private final int added;
    private volatile byte[] header;

    FactEncoding(WireFormat format) {
        this.format = format;
        submissions = new PatientReader<>(format, Topics.SUBMISSIONS);
        Schema fact = ResponseFact.getClassSchema();
        require(Submission.getClassSchema(), SUBMISSION);
        require(fact, FACT);
        added = fact.getField("change")
                .schema()
                .getIndexNamed(ResponseAdded.getClassSchema().getFullName());
        submitted = Submission.getClassSchema()
                .getField("event")
                .schema()
                .getIndexNamed(ResponseSubmitted.getClassSchema().getFullName());
        Schema version = ResponseVersion.getClassSchema();
        region = version.getField(REGION).schema();
        beforeRegion = version.getFields().stream()
                .takeWhile(field -> !field.name().equals(REGION))
                .map(Schema.Field::schema)
                .toList();
    }

    private static void require(Schema schema, long expected) {
        long there = SchemaNormalization.parsingFingerprint64(schema);
        if (there != expected) {
            throw new IllegalStateException(
                    schema.getFullName() + " is not the schema that facts are copied by: see whether what"
                            + " stands before and after the region is still the same in both, and then name its fingerprint 0x"
                            + Long.toHexString(there) + "L here");
        }
    }

    @Override
    public void write(Object fact, Encoder out) throws IOException {
        if (!(fact instanceof AddedFact addedFact)) {
            whole.write((ResponseFact) fact, out);
        } else if (isPresent(addedFact.submission())) {
            copy(addedFact, out);
        } else {
            ResponseVersion version =
                    CountedVersion.of(submissions, ByteBuffer.wrap(addedFact.submission()), addedFact.region());
            whole.write(
                    new ResponseFact(
                            addedFact.lane(),
                            addedFact.covered(),
                            Instant.ofEpochMilli(addedFact.coveredAt()),
                            new ResponseAdded(version)),
                    out);
        }
    }

    /** Whether a submission is of the present schema, in which a version is what it is in a fact. */
    private boolean isPresent(byte[] submission) {
        if (header == null) {
            header = format.header(Topics.SUBMISSIONS);
        }
        return Arrays.equals(submission, 0, header.length, header, 0, header.length);
    }

    private void copy(AddedFact fact, Encoder out) throws IOException {
        byte[] from = fact.submission();
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(from, header.length, from.length - header.length, DECODER.get());
        DECODER.set(decoder);
        if (decoder.readIndex() != submitted) {
            throw new IllegalStateException("Only a submitted response is added");
        }
        int start = position(decoder, from);
        for (Schema field : beforeRegion) {
            GenericDatumReader.skip(field, decoder);
        }
        int regionStart = position(decoder, from);
        GenericDatumReader.skip(region, decoder);
        int regionEnd = position(decoder, from);

        out.writeInt(fact.lane());
        out.writeLong(fact.covered());
        out.writeLong(fact.coveredAt());
        out.writeIndex(added);
        out.writeFixed(from, start, regionStart - start);
        if (fact.region() == null) {
            out.writeIndex(region.getIndexNamed("null"));
            out.writeNull();
        } else {
            out.writeIndex(region.getIndexNamed("string"));
            out.writeString(fact.region());
        }
        out.writeFixed(from, regionEnd, from.length - regionEnd);
    }

    private static int position(BinaryDecoder decoder, byte[] bytes) throws IOException {
        return bytes.length - decoder.inputStream().available();
    }
}

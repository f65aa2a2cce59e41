package org.farmer1st.@PACKAGE@;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.flink.attached.ViewRow;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.schemas.WireFormat.UndecodableException;

/** Facts in; rows of the view, and dead letters, out. Watermarks are of the broker's append time. */
final class @CLASS@Topology {

    private @CLASS@Topology() {}

    /** Adds it to a job. */
    static DataStream<ViewRow> build(
            StreamExecutionEnvironment environment,
            Source<LogRecord, ?, ?> responses,
            Decoding<ResponseFact> decoding,
            Sink<DeadLetter> deadLetters) {
        SingleOutputStreamOperator<Change> changes = environment
                .fromSource(
                        responses, WatermarkStrategy.forMonotonousTimestamps(), "survey.responses", LogRecord.TYPE)
                .uid("survey-responses")
                .process(new ReadChanges(decoding))
                .returns(TypeInformation.of(Change.class))
                .name("changes")
                .uid("changes");
        changes.getSideOutput(DeadLetter.OUTPUT)
                .sinkTo(deadLetters)
                .name("dead letters")
                .uid("dead-letters");
        return rows(changes);
    }

    /** The rows that changes make. */
    static DataStream<ViewRow> rows(DataStream<Change> changes) {
        return changes.keyBy(Change::key)
                .process(new ResponseCount())
                .returns(ViewRow.TYPE)
                .name("responses by survey and day")
                .uid("responses-by-survey-and-day");
    }

    /** Has no state. */
    private static final class ReadChanges extends ProcessFunction<LogRecord, Change> {
        private static final long serialVersionUID = 1L;

        private final Decoding<ResponseFact> decoding;
        private transient Deserializer<ResponseFact> decoder;

        ReadChanges(Decoding<ResponseFact> decoding) {
            this.decoding = decoding;
        }

        @Override
        public void open(OpenContext context) {
            decoder = decoding.open();
        }

        @Override
        public void processElement(LogRecord record, Context context, Collector<Change> out) {
            try {
                Change.of(decoder.deserialize(decoding.topic(), record.value())).forEach(out::collect);
            } catch (UndecodableException e) {
                context.output(DeadLetter.OUTPUT, new DeadLetter(decoding.topic(), record, e.getMessage()));
            }
        }
    }
}

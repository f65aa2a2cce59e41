package org.farmer1st.points;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;

/**
 * All of a lane: its facts and its commands, over one ledger. One operator and not two, so that what the ledger keeps in memory is
 * there once: what one of two had written, the other would go on without.
 */
final class LaneProcessor implements Processor<byte[], byte[], Destination, Object> {

    private final PatientReader<ResponseFact> factReader;
    private final PatientReader<PointsCommand> commandReader;
    private final Lanes lanes;
    private ProcessorContext<Destination, Object> context;
    private FactProcessor facts;
    private CommandProcessor commands;

    LaneProcessor(WireFormat format, Lanes lanes) {
        this.factReader = new PatientReader<>(format, Topics.RESPONSES, FactOutline.schema());
        this.commandReader = new PatientReader<>(format, Topics.POINTS_COMMANDS);
        this.lanes = lanes;
    }

    /** Also where a task begins again at its last commit. */
    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        LaneLedger lane = new LaneLedger(context);
        facts = new FactProcessor(factReader, lane);
        commands = new CommandProcessor(commandReader, lanes, lane);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        String topic = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A record that was not read from a topic"))
                .topic();
        if (topic.equals(Topics.RESPONSES.name())) {
            facts.process(record);
        } else {
            commands.process(record);
        }
    }
}

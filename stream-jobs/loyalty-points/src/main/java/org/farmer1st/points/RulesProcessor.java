package org.farmer1st.points;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.ReferencePointsRules;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Puts each published version of a tenant's rules into every lane, as a command whose id derives from it: all lanes in one
 * transaction. A version that comes again, as all do where the capture starts anew, is a command that the lanes recognise.
 * No state. Versions are never deleted; a tombstone, of a table that was emptied by force, takes no rules from a lane.
 */
final class RulesProcessor implements Processor<byte[], byte[], Destination, Object> {

    private static final String PUBLISHER = "reference.points_rules";

    private final PatientReader<ReferencePointsRules> reader;
    private final Lanes lanes;
    private ProcessorContext<Destination, Object> context;

    RulesProcessor(PatientReader<ReferencePointsRules> reader, Lanes lanes) {
        this.reader = reader;
        this.lanes = lanes;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ReferencePointsRules row;
        try {
            row = reader.read(record.value());
        } catch (UndecodableException e) {
            context.forward(
                    DeadLetter.of(
                            record,
                            context.recordMetadata()
                                    .orElseThrow(
                                            () -> new IllegalStateException("A record that was not read from a topic")),
                            e.getMessage()),
                    Sinks.DEAD_LETTERS);
            return;
        }
        if (row != null) {
            for (int lane = 0; lane < lanes.count(); lane++) {
                context.forward(
                        new Record<>(Destination.of(lane, row.getTenant()), command(row), record.timestamp()),
                        PointsTopology.TO_LANES);
            }
        }
    }

    private static PointsCommand command(ReferencePointsRules row) {
        return PointsCommand.newBuilder()
                .setCommandId("rules-" + row.getRules().getVersion())
                .setTenant(row.getTenant())
                .setFarmerId("")
                .setKind(PointsCommandKind.RULES)
                .setRequestedBy(PUBLISHER)
                .setRequestedAt(row.getPublishedAt())
                .setRules(row.getRules())
                .build();
    }
}

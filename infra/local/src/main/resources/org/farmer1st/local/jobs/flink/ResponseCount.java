package org.farmer1st.@PACKAGE@;

import java.time.LocalDate;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.farmer1st.flink.attached.ViewRow;

/**
 * Counts the responses of a survey and a day, and the farmers who gave them.
 *
 * <p>State: how many responses each farmer has there, and how many farmers and responses there are; bounded by the responses
 * that stand, and cleared with the last one. A replay from a checkpoint adds the same changes to the same counts.
 */
final class ResponseCount extends KeyedProcessFunction<String, Change, ViewRow> {

    private static final long serialVersionUID = 1L;

    private transient MapState<String, Long> ofFarmer;
    private transient ValueState<Long> responses;
    private transient ValueState<Long> farmers;

    @Override
    public void open(OpenContext context) {
        ofFarmer = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("responses-of-farmer", Types.STRING, Types.LONG));
        responses = getRuntimeContext().getState(new ValueStateDescriptor<>("responses", Types.LONG));
        farmers = getRuntimeContext().getState(new ValueStateDescriptor<>("farmers", Types.LONG));
    }

    @Override
    public void processElement(Change change, Context context, Collector<ViewRow> out) throws Exception {
        long ofThisFarmer = orZero(ofFarmer.get(change.farmerId));
        long now = ofThisFarmer + change.by;
        long standing = orZero(responses.value()) + change.by;
        long distinct = orZero(farmers.value()) + (now == 0 ? 0 : 1) - (ofThisFarmer == 0 ? 0 : 1);
        if (standing == 0) {
            ofFarmer.clear();
            responses.clear();
            farmers.clear();
        } else {
            if (now == 0) {
                ofFarmer.remove(change.farmerId);
            } else {
                ofFarmer.put(change.farmerId, now);
            }
            responses.update(standing);
            farmers.update(distinct);
        }
        out.collect(new ViewRow(
                standing == 0,
                new Object[] {
                    change.tenant, change.surveyId, LocalDate.ofEpochDay(change.day), standing, distinct
                }));
    }

    private static long orZero(Long number) {
        return number == null ? 0 : number;
    }
}

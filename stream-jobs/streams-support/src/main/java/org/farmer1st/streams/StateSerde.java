package org.farmer1st.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.farmer1st.schemas.EventClasses;

/**
 * How a job's own state is stored, in its RocksDB and in its changelog: Avro's single-object encoding, which names the
 * schema by its fingerprint. State is nobody else's contract and so not in the registry; a job that changes a state's schema
 * gives the earlier ones here, and reads on.
 */
public final class StateSerde {

    private StateSerde() {}

    /**
     * A serde for a state.
     *
     * @param type the state's class, of the present schema
     * @param earlier the schemas that stored states may still have
     */
    public static <S extends SpecificRecord> Serde<S> of(Class<S> type, List<Schema> earlier) {
        trust(type.getPackageName());
        Schema schema = SpecificData.get().getSchema(type);
        SpecificData model = SpecificData.getForClass(type);
        BinaryMessageEncoder<S> encoder = new BinaryMessageEncoder<>(model, schema);
        BinaryMessageDecoder<S> decoder = new BinaryMessageDecoder<>(model, schema);
        earlier.forEach(decoder::addSchema);
        return Serdes.serdeFrom(
                (topic, state) -> state == null ? null : write(encoder, state),
                (topic, bytes) -> bytes == null ? null : read(decoder, bytes));
    }

    /** Avro makes instances of no class that it was not told to trust; see {@link EventClasses} for the events. */
    private static synchronized void trust(String statePackage) {
        EventClasses.trust();
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(statePackage)));
    }

    private static <S> byte[] write(BinaryMessageEncoder<S> encoder, S state) {
        try {
            return encoder.encode(state).array();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
    }

    private static <S> S read(BinaryMessageDecoder<S> decoder, byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A stored state can't be read", e);
        }
    }
}

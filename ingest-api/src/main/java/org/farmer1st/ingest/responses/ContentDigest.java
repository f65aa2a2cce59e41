package org.farmer1st.ingest.responses;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tells whether two uploads of a response say the same: HMAC-SHA256 over the content in one canonical form. Personal
 * answers are in it, hence the key; the times of sending and receiving are not, nor the order or spelling of the JSON.
 *
 * <p>The form may not change while repeats of older uploads can still arrive: after a change each of them would be a
 * conflict. Its first byte says which form it is.
 */
final class ContentDigest {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte FORM = 1;

    private static final byte END = 0;
    private static final byte LONG = 1;
    private static final byte DOUBLE = 2;
    private static final byte TEXT = 3;
    private static final byte TEXTS = 4;
    private static final byte DAY = 5;
    private static final byte MOMENT = 6;
    private static final byte POSITION = 7;
    private static final byte OCCURRENCES = 8;

    private final SecretKeySpec key;
    private final ThreadLocal<Mac> mac;

    /** @param key of 32 bytes or more, the same in every instance and for as long as repeats may arrive */
    ContentDigest(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.mac = ThreadLocal.withInitial(this::newMac);
    }

    /** 32 bytes. */
    byte[] of(String tenant, ResponseDocument response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            write(out, tenant);
            write(out, response.farmerId());
            write(out, response.responseId());
            write(out, response.versionId());
            write(out, response.replaces() == null ? "" : response.replaces());
            write(out, response.survey().surveyId());
            out.writeInt(response.survey().version());
            writeOptional(out, response.deviceTime());
            writeOptional(out, response.location());
            write(out, response.answers());
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return mac.get().doFinal(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, Answers answers) throws IOException {
        Object[] values = answers.values();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                // A type byte is never END, so a name can't be mistaken for the end of the group.
                writeValue(out, answers.question(i).name(), values[i]);
            }
        }
        out.writeByte(END);
    }

    private static void writeValue(DataOutputStream out, String name, Object value) throws IOException {
        if (value instanceof Long number) {
            start(out, LONG, name);
            out.writeLong(number);
        } else if (value instanceof Double number) {
            start(out, DOUBLE, name);
            out.writeDouble(number);
        } else if (value instanceof String text) {
            start(out, TEXT, name);
            write(out, text);
        } else if (value instanceof LocalDate day) {
            start(out, DAY, name);
            out.writeLong(day.toEpochDay());
        } else if (value instanceof Instant moment) {
            start(out, MOMENT, name);
            write(out, moment);
        } else if (value instanceof Position position) {
            start(out, POSITION, name);
            write(out, position);
        } else if (value instanceof List<?> elements) {
            boolean repeat = elements.get(0) instanceof Answers;
            start(out, repeat ? OCCURRENCES : TEXTS, name);
            out.writeInt(elements.size());
            for (Object element : elements) {
                if (repeat) {
                    write(out, (Answers) element);
                } else {
                    write(out, (String) element);
                }
            }
        } else {
            throw new IllegalArgumentException("Not an answer: " + value.getClass());
        }
    }

    private static void start(DataOutputStream out, byte type, String name) throws IOException {
        out.writeByte(type);
        write(out, name);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static void write(DataOutputStream out, Instant moment) throws IOException {
        out.writeLong(moment.getEpochSecond());
        out.writeInt(moment.getNano());
    }

    private static void write(DataOutputStream out, Position position) throws IOException {
        out.writeDouble(position.latitude());
        out.writeDouble(position.longitude());
        writeOptional(out, position.accuracyMeters());
        writeOptional(out, position.altitude());
    }

    private static void writeOptional(DataOutputStream out, Object value) throws IOException {
        out.writeBoolean(value != null);
        if (value instanceof Instant moment) {
            write(out, moment);
        } else if (value instanceof Position position) {
            write(out, position);
        } else if (value instanceof Double number) {
            out.writeDouble(number);
        }
    }

    private Mac newMac() {
        try {
            Mac created = Mac.getInstance(ALGORITHM);
            created.init(key);
            return created;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}

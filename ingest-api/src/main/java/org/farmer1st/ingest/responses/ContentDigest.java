package org.farmer1st.ingest.responses;

import java.nio.ByteBuffer;
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
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

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
    private final ThreadLocal<Canonical> forms;

    /** @param key of 32 bytes or more, the same in every instance and for as long as repeats may arrive */
    ContentDigest(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.forms = ThreadLocal.withInitial(() -> new Canonical(newMac()));
    }

    /** 32 bytes. */
    byte[] of(String tenant, ResponseDocument response) {
        Canonical out = forms.get();
        out.begin();
        out.writeByte(FORM);
        out.writeText(tenant);
        out.writeText(response.farmerId());
        out.writeText(response.responseId());
        out.writeText(response.versionId());
        out.writeText(response.replaces() == null ? "" : response.replaces());
        out.writeText(response.survey().surveyId());
        out.writeInt(response.survey().version());
        writeOptional(out, response.deviceTime());
        writeOptional(out, response.location());
        write(out, response.answers());
        return out.digest();
    }

    private static void write(Canonical out, Answers answers) {
        Object[] values = answers.values();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                // A type byte is never END, so a name can't be mistaken for the end of the group.
                writeValue(out, answers.group().nameUtf8(i), values[i]);
            }
        }
        out.writeByte(END);
    }

    private static void writeValue(Canonical out, byte[] name, Object value) {
        if (value instanceof Long number) {
            start(out, LONG, name);
            out.writeLong(number);
        } else if (value instanceof Double number) {
            start(out, DOUBLE, name);
            out.writeDouble(number);
        } else if (value instanceof String text) {
            start(out, TEXT, name);
            out.writeText(text);
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
                    out.writeText((String) element);
                }
            }
        } else {
            throw new IllegalArgumentException("Not an answer: " + value.getClass());
        }
    }

    private static void start(Canonical out, byte type, byte[] name) {
        out.writeByte(type);
        out.writeBytes(name);
    }

    private static void write(Canonical out, Instant moment) {
        out.writeLong(moment.getEpochSecond());
        out.writeInt(moment.getNano());
    }

    private static void write(Canonical out, Position position) {
        out.writeDouble(position.latitude());
        out.writeDouble(position.longitude());
        writeOptional(out, position.accuracyMeters());
        writeOptional(out, position.altitude());
    }

    private static void writeOptional(Canonical out, Object value) {
        out.writeByte(value == null ? ABSENT : PRESENT);
        if (value instanceof Instant moment) {
            write(out, moment);
        } else if (value instanceof Position position) {
            write(out, position);
        } else if (value instanceof Double number) {
            out.writeDouble(number);
        }
    }

    /** The canonical form on its way to the digest, some kilobytes at a time. Numbers are big-endian, texts UTF-8 after their length. */
    private static final class Canonical {
        private final Mac mac;
        private final ByteBuffer bytes = ByteBuffer.allocate(4096);

        Canonical(Mac mac) {
            this.mac = mac;
        }

        /** Forgets what a digest that was broken off has left. */
        void begin() {
            bytes.clear();
            mac.reset();
        }

        void writeByte(byte value) {
            room(Byte.BYTES).put(value);
        }

        void writeInt(int value) {
            room(Integer.BYTES).putInt(value);
        }

        void writeLong(long value) {
            room(Long.BYTES).putLong(value);
        }

        void writeDouble(double value) {
            writeLong(Double.doubleToLongBits(value));
        }

        void writeText(String text) {
            writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }

        void writeBytes(byte[] value) {
            writeInt(value.length);
            if (value.length > bytes.capacity()) {
                pass();
                mac.update(value);
            } else {
                room(value.length).put(value);
            }
        }

        private ByteBuffer room(int length) {
            if (bytes.remaining() < length) {
                pass();
            }
            return bytes;
        }

        private void pass() {
            mac.update(bytes.array(), 0, bytes.position());
            bytes.clear();
        }

        /** Of all that was written since the beginning. */
        byte[] digest() {
            pass();
            return mac.doFinal();
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

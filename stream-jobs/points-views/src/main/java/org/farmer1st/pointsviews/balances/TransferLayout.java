package org.farmer1st.pointsviews.balances;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import org.farmer1st.events.Account;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.TransferKind;

/** A transfer in state. */
final class TransferLayout {

    private TransferLayout() {}

    static void write(PointsTransfer transfer, DataOutput out) throws IOException {
        out.writeUTF(transfer.getTransferId());
        out.writeUTF(transfer.getTenant());
        out.writeUTF(transfer.getFarmerId());
        out.writeUTF(transfer.getKind().name());
        out.writeUTF(transfer.getDebit().name());
        out.writeUTF(transfer.getCredit().name());
        out.writeLong(transfer.getAmount());
        writeOptional(transfer.getSurveyId(), out);
        writeOptional(transfer.getResponseId(), out);
        writeOptional(transfer.getVersionId(), out);
        out.writeBoolean(transfer.getRuleVersion() != null);
        out.writeInt(transfer.getRuleVersion() == null ? 0 : transfer.getRuleVersion());
        out.writeLong(transfer.getAt().toEpochMilli());
        out.writeLong(transfer.getRecordedAt().toEpochMilli());
        writeOptional(transfer.getCommandId(), out);
        out.writeBoolean(transfer.getDay() != null);
        out.writeLong(transfer.getDay() == null ? 0 : transfer.getDay().toEpochDay());
        out.writeBoolean(transfer.getExpiresOn() != null);
        out.writeLong(
                transfer.getExpiresOn() == null ? 0 : transfer.getExpiresOn().toEpochDay());
    }

    /** @param version of the layout of entries; before 4, no transfer said when its points expire */
    static PointsTransfer read(int version, DataInput in) throws IOException {
        PointsTransfer transfer = new PointsTransfer();
        transfer.setTransferId(in.readUTF());
        transfer.setTenant(in.readUTF());
        transfer.setFarmerId(in.readUTF());
        transfer.setKind(TransferKind.valueOf(in.readUTF()));
        transfer.setDebit(Account.valueOf(in.readUTF()));
        transfer.setCredit(Account.valueOf(in.readUTF()));
        transfer.setAmount(in.readLong());
        transfer.setSurveyId(readOptional(in));
        transfer.setResponseId(readOptional(in));
        transfer.setVersionId(readOptional(in));
        boolean hasRule = in.readBoolean();
        int rule = in.readInt();
        transfer.setRuleVersion(hasRule ? rule : null);
        transfer.setAt(Instant.ofEpochMilli(in.readLong()));
        transfer.setRecordedAt(Instant.ofEpochMilli(in.readLong()));
        transfer.setCommandId(readOptional(in));
        transfer.setDay(readDay(in));
        transfer.setExpiresOn(version < 4 ? null : readDay(in));
        return transfer;
    }

    private static LocalDate readDay(DataInput in) throws IOException {
        boolean there = in.readBoolean();
        long day = in.readLong();
        return there ? LocalDate.ofEpochDay(day) : null;
    }

    static void writeOptional(String text, DataOutput out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    static String readOptional(DataInput in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}

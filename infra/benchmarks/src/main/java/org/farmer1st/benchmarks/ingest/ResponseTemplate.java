package org.farmer1st.benchmarks.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A response's JSON, made once, of which each copy gets a response id and a farmer of its own.
 *
 * @param json in UTF-8
 * @param responseIdAt where the 36 characters of its response id begin
 * @param farmerAt where the 6 digits of its farmer's number begin
 */
record ResponseTemplate(byte[] json, int responseIdAt, int farmerAt) {

    static final String RESPONSE_ID = "00000000-0000-4000-8000-000000000000";
    static final String FARMER = "000000";

    private static final int VERSION_DIGIT = 12;
    private static final int VARIANT_DIGIT = 16;
    private static final int HEX_DIGITS = 32;

    /** @param json holds {@link #RESPONSE_ID} and {@code farmer-}{@link #FARMER}, once each */
    static ResponseTemplate of(String json) {
        return new ResponseTemplate(
                json.getBytes(StandardCharsets.UTF_8),
                json.indexOf(RESPONSE_ID),
                json.indexOf("farmer-" + FARMER) + "farmer-".length());
    }

    /**
     * Writes a copy.
     *
     * @param series tells this run's ids from all others'
     * @param number of the response in this run
     * @param farmer from 0 to 999,999
     */
    void write(ByteBuffer into, long series, long number, int farmer) {
        int start = into.position();
        into.put(json);
        int at = start + responseIdAt;
        for (int digit = 0; digit < HEX_DIGITS; digit++) {
            if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
                at++;
            }
            if (digit != VERSION_DIGIT && digit != VARIANT_DIGIT) {
                long bits = digit < HEX_DIGITS / 2 ? series : number;
                into.put(at, hexDigit(bits >>> 4 * (HEX_DIGITS / 2 - 1 - digit % (HEX_DIGITS / 2))));
            }
            at++;
        }
        int rest = farmer;
        for (int digit = FARMER.length() - 1; digit >= 0; digit--) {
            into.put(start + farmerAt + digit, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    private static byte hexDigit(long bits) {
        int digit = (int) (bits & 0xf);
        return (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
}

package org.farmer1st.local.sample;

/**
 * The geohash of a position, from its definition (G. Niemeyer, 2008): bits of longitude and latitude in turn, five to a
 * character. Written out here so that the plain count shares nothing with what it checks.
 */
final class Geohash {

    private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";

    private Geohash() {}

    static String of(double latitude, double longitude, int characters) {
        double[] east = {-180, 180};
        double[] north = {-90, 90};
        StringBuilder hash = new StringBuilder();
        boolean eastward = true;
        for (int character = 0; character < characters; character++) {
            int bits = 0;
            for (int bit = 0; bit < 5; bit++) {
                double[] range = eastward ? east : north;
                double value = eastward ? longitude : latitude;
                double middle = (range[0] + range[1]) / 2;
                boolean upper = value >= middle;
                range[upper ? 0 : 1] = middle;
                bits = bits << 1 | (upper ? 1 : 0);
                eastward = !eastward;
            }
            hash.append(ALPHABET.charAt(bits));
        }
        return hash.toString();
    }
}

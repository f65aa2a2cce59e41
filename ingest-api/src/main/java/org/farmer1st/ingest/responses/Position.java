package org.farmer1st.ingest.responses;

import ch.hsr.geohash.GeoHash;

/**
 * Exactly where something is: personal.
 *
 * @param latitude in degrees (WGS 84)
 * @param longitude in degrees
 * @param accuracyMeters null where unknown
 * @param altitude in metres, null where unknown
 */
record Position(double latitude, double longitude, Double accuracyMeters, Double altitude) {

    private static final int COARSE_CHARACTERS = 5;

    /** The grid cell of about 5 km that it is in: what may be known of it. */
    String coarseCell() {
        return GeoHash.geoHashStringWithCharacterPrecision(latitude, longitude, COARSE_CHARACTERS);
    }
}

package org.farmer1st.local.client;

/** What a file to be loaded holds. */
enum LoadFormat {
    /** Bodies of {@code POST /v1/responses}, as an array or one a line. */
    RESPONSES("responses"),
    /** The array that ODK tools export. */
    ODK_JSON("odk-json");

    private final String text;

    LoadFormat(String text) {
        this.text = text;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return text;
    }
}

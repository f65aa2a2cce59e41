package org.farmer1st.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NamesTest {

    private static final Pattern FARMER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String CHARACTERS = "aAzZ09fFgG._:-/ \u0660\u00e9\0";

    @Test
    void areThoseOfTheirPatterns() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text =
                    switch (random.nextInt(3)) {
                        case 0 -> farmer(random);
                        case 1 -> slug(random);
                        default -> uuid(random);
                    };
            String changed = random.nextInt(4) == 0 ? text : changed(text, random);

            assertThat(Names.isFarmerId(changed))
                    .as("%s of seed %d", changed, seed)
                    .isEqualTo(FARMER.matcher(changed).matches());
            assertThat(Names.isSlug(changed))
                    .as("%s of seed %d", changed, seed)
                    .isEqualTo(SLUG.matcher(changed).matches());
            assertThat(Names.uuid(changed))
                    .as("%s of seed %d", changed, seed)
                    .isEqualTo(UUID_FORM.matcher(changed).matches() ? changed.toLowerCase(Locale.ROOT) : null);
        }
    }

    private static String farmer(Random random) {
        return "f" + "-7.b:_".repeat(random.nextInt(23));
    }

    private static String slug(Random random) {
        return "s" + "-7b".repeat(random.nextInt(22));
    }

    private static String uuid(Random random) {
        String text = new UUID(random.nextLong(), random.nextLong()).toString();
        return random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT);
    }

    /** With a character put in, taken out, or changed. */
    private static String changed(String text, Random random) {
        int at = random.nextInt(text.length());
        char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        return text.substring(0, at)
                + (random.nextInt(3) == 0 ? "" : character)
                + text.substring(random.nextInt(3) == 0 ? at : at + 1);
    }
}

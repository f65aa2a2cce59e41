package org.farmer1st.points;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.farmer1st.events.PointsCommand;

/** Random commands to farmers: sensible ones, hopeless ones, repeats, and other ones under a known id. */
final class CommandHistory {

    private final Random random;
    private final List<PointsCommand> sent = new ArrayList<>();

    CommandHistory(Random random) {
        this.random = random;
    }

    PointsCommand next(String farmer) {
        List<PointsCommand> own =
                sent.stream().filter(c -> c.getFarmerId().equals(farmer)).toList();
        if (!own.isEmpty() && random.nextInt(5) == 0) {
            return own.get(random.nextInt(own.size()));
        }
        String id = !own.isEmpty() && random.nextInt(20) == 0
                ? own.get(random.nextInt(own.size())).getCommandId()
                : "c-" + sent.size();
        String reservation = own.isEmpty() || random.nextInt(10) == 0
                ? "none"
                : own.get(random.nextInt(own.size())).getCommandId();
        Long part = random.nextInt(3) == 0 ? null : Long.valueOf(1 + random.nextInt(8));
        PointsCommand command =
                switch (random.nextInt(6)) {
                    case 0, 1 -> Samples.reserve(id, farmer, 1 + random.nextInt(15));
                    case 2 -> Samples.settle(id, farmer, reservation, part);
                    case 3 -> Samples.release(id, farmer, reservation, part);
                    case 4 ->
                        Samples.adjust(
                                id, farmer, random.nextBoolean() ? 1 + random.nextInt(5) : -1 - random.nextInt(5));
                    default -> Samples.expire(id, farmer, Samples.FIRST_DAY.plusDays(random.nextInt(120)));
                };
        sent.add(command);
        return command;
    }
}

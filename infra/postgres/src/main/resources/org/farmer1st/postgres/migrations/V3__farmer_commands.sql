-- Which command a farmer's row comes from: the topic's id and the offset of the command in platform.commands. Workflows
-- may run in any order, and again; of the commands of one log the row is always that of the last one. Null where no
-- command wrote the row. Not in the farmers' event.
ALTER TABLE reference.farmers
    ADD COLUMN command_log    text COLLATE "C",
    ADD COLUMN command_offset bigint,
    ADD CONSTRAINT command_position CHECK ((command_log IS NULL) = (command_offset IS NULL));

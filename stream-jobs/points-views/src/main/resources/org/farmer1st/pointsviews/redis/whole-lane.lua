-- A part of a lane that is written whole, under the lane rule: it has no progress from its first part to its last, so that readers
-- take it for one that has not begun, and one writer, whose parts alone are taken.
-- KEYS: 1 the lane's progress, then every hash and sorted set that is written.
-- ARGV: the writer, 'begin', 'rows' or 'end', log, to, covered, asOf, the number of fields, the number of scores, then fields and
-- scores as in lane-rule.lua.
-- Answers: 1 applied, 0 what is stored is as far or further, -1 another has begun since, -2 the rows are of another log.
local writer, step, log, to = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if step == 'begin' then
    local stored = redis.call('HMGET', KEYS[1], 'log', 'upto')
    if stored[2] then
        if stored[1] ~= log then
            return -2
        end
        if tonumber(stored[2]) >= to then
            return 0
        end
    end
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'writer', writer)
    return 1
end
if redis.call('HGET', KEYS[1], 'writer') ~= writer then
    return -1
end
local at = 9
for _ = 1, tonumber(ARGV[7]) do
    redis.call('HSET', KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2])
    at = at + 3
end
for _ = 1, tonumber(ARGV[8]) do
    local key, member, points = KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2]
    if points == '0' then
        redis.call('ZREM', key, member)
    else
        redis.call('ZADD', key, points, member)
    end
    at = at + 3
end
if step == 'end' then
    redis.call('HDEL', KEYS[1], 'writer')
    redis.call('HSET', KEYS[1], 'log', log, 'upto', ARGV[4], 'covered', ARGV[5], 'asOf', ARGV[6])
end
return 1

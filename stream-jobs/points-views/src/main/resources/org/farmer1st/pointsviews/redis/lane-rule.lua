-- The lane rule in Redis: applies a flush of one lane, all of it or nothing.
-- KEYS: 1 the lane's progress, then every hash and sorted set that is written.
-- ARGV: log, from, to, covered, asOf, the number of fields, the number of scores, then for each field the index of its
-- key in KEYS, member, value; then for each score the index of its key, member, points.
-- Answers: 1 applied, 0 what is stored is as far or further, -1 a gap or no progress, -2 the rows are of another log.
local stored = redis.call('HMGET', KEYS[1], 'log', 'upto')
local log, from, to = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local upto = -1
if stored[2] then
    if stored[1] ~= log then
        return -2
    end
    upto = tonumber(stored[2])
end
if upto < from then
    return -1
end
if upto >= to then
    return 0
end
local at = 8
for _ = 1, tonumber(ARGV[6]) do
    redis.call('HSET', KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2])
    at = at + 3
end
for _ = 1, tonumber(ARGV[7]) do
    local key, member, points = KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2]
    if points == '0' then
        redis.call('ZREM', key, member)
    else
        redis.call('ZADD', key, points, member)
    end
    at = at + 3
end
-- Whoever is writing the lane whole, in parts, is overtaken.
redis.call('HDEL', KEYS[1], 'writer')
redis.call('HSET', KEYS[1], 'log', log, 'upto', ARGV[3], 'covered', ARGV[4], 'asOf', ARGV[5])
return 1

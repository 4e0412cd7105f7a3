/**
 * The clock of all leases, in epoch ms: that of Redis, which may be set back by hours; then it goes on from the last
 * time that was seen here, or leases would last for these hours and tokens would become smaller.
 *
 * Lua; in front of a script. `meta` is a hash with `seen` and `ahead`.
 */
export const CLOCK = `
local function text(number) return string.format('%.0f', number) end
local function clock(meta)
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local seen = tonumber(redis.call('HGET', meta, 'seen') or '0')
  local ahead = tonumber(redis.call('HGET', meta, 'ahead') or '0')
  if now + ahead < seen then ahead = seen - now end
  redis.call('HSET', meta, 'seen', text(now + ahead), 'ahead', text(ahead))
  return now + ahead
end
`;

/**
 * A monotonic clock for all leases, in epoch ms. It is based on the clock of Redis. If that is set back, this
 * clock continues from the last time it returned: otherwise leases would last for hours, and tokens would
 * become smaller.
 *
 * Lua code to put in front of a script. `meta` is a hash with `seen` (last time returned) and `ahead` (offset
 * to the clock of Redis), in ms.
 */
export const MONOTONIC_CLOCK = `
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

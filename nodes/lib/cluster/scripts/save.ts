/**
 * Writes what a node remembers, unless somebody with a newer token has taken the account over or has written here: a
 * replica that was paused must not move a position back or on.
 *
 * KEYS: leases, the node's key. ARGV: fingerprint, token, text. Answer: 1, or 0 where it was refused.
 */
export const SAVE = `
local token = tonumber(ARGV[2])
local lease = redis.call('HGET', KEYS[1], ARGV[1])
local newest = tonumber(string.match(lease or '0', '^(%d+)'))
local written = tonumber(redis.call('HGET', KEYS[2], 'token') or '0')
if newest > token or written > token then return 0 end
redis.call('HSET', KEYS[2], 'token', ARGV[2], 'text', ARGV[3])
return 1
`;

/**
 * Writes what a node remembers, unless somebody with a newer token has taken the account over, or has written here
 * while the lease itself is forgotten: a replica that was paused must not move a position back or on.
 *
 * Of one tenure the write that began last stays: an earlier one may arrive later, over a connection that was given up
 * and whose bytes were still on their way. With token 0 (an offer of what was known before any lease) it is only
 * written where the account has never been leased.
 *
 * KEYS: leases, the node's key. ARGV: fingerprint, token, text, number of the write. Answer: 1, or 0 where it was refused.
 */
export const SAVE = `
local token, number = tonumber(ARGV[2]), tonumber(ARGV[4])
local lease = redis.call('HGET', KEYS[1], ARGV[1])
local newest = tonumber(string.match(lease or '0', '^(%d+)'))
local kept = redis.call('HMGET', KEYS[2], 'token', 'number')
local written, last = tonumber(kept[1] or '0'), tonumber(kept[2] or '0')
local holds = token > 0 and newest == token
if newest > token or (written > token and not holds) then return 0 end
if token > 0 and written == token and last > number then return 1 end
redis.call('HSET', KEYS[2], 'token', ARGV[2], 'text', ARGV[3], 'number', ARGV[4])
return 1
`;

/**
 * A fenced write of a node's state. It is refused when another replica has acquired the account with a newer
 * token, or has written with a newer token while the lease itself is lost: a replica that was paused must not
 * move a position.
 *
 * Within one lease the write that began last wins: an earlier one may arrive later over a connection that was
 * abandoned while its bytes were on their way. With token 0 (the local state before any lease) it writes only
 * where the account has never been leased.
 *
 * KEYS: leases, the node's key. ARGV: fingerprint, token, text, number of the write. Reply: 1, or 0 when it
 * was refused.
 */
export const FENCED_WRITE_SCRIPT = `
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

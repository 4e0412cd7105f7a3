import { MONOTONIC_CLOCK } from './monotonic-clock';

/**
 * Acquires a free lease with a token greater than all earlier ones, or claims a lease again that the store
 * has lost.
 *
 * Tokens follow the clock of Redis in ms, so that they keep growing even after the store has lost everything.
 * Such a store looks new: for one lease time it serves only replicas that still hold a lost lease, because
 * they know what was read.
 *
 * KEYS: leases, meta. ARGV: this replica, lease ms, fingerprint, the token it is still held with (0: not
 * held).
 * Reply: the token, or 0.
 */
export const ACQUIRE_SCRIPT = `${MONOTONIC_CLOCK}
local me, ms, account, known = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local now = clock(KEYS[2])
local lease = redis.call('HGET', KEYS[1], account)
local token, expiry, holder = string.match(lease or '0 0 ', '^(%d+) (%d+) (.*)$')
token, expiry = tonumber(token), tonumber(expiry)
if known > 0 then
  if token > known then return '0' end
else
  if expiry > now and holder ~= me then return '0' end
  local born = redis.call('HGET', KEYS[2], 'born')
  if not born or now - tonumber(born) < ms then return '0' end
end
local fresh = text(math.max(token + 1, known + 1, now))
redis.call('HSET', KEYS[1], account, fresh .. ' ' .. text(now + ms) .. ' ' .. me)
redis.call('HINCRBY', KEYS[2], 'version', 1)
return fresh
`;

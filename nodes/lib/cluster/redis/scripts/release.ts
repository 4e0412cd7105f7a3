/**
 * Releases leases and, with `gone`, removes this replica. Tokens stay.
 *
 * KEYS: leases, replicas, meta. ARGV: this replica, `gone` or `stays`, then fingerprint and token of each
 * lease.
 */
export const RELEASE_SCRIPT = `
local me = ARGV[1]
for i = 3, #ARGV, 2 do
  local lease = redis.call('HGET', KEYS[1], ARGV[i])
  local token, _, holder = string.match(lease or '', '^(%d+) (%d+) (.*)$')
  if token == ARGV[i + 1] and holder == me then redis.call('HSET', KEYS[1], ARGV[i], token .. ' 0 ') end
end
if ARGV[2] == 'gone' then redis.call('HDEL', KEYS[2], me) end
redis.call('HINCRBY', KEYS[3], 'version', 1)
return 'OK'
`;

import { MONOTONIC_CLOCK } from './monotonic-clock';

/**
 * One heartbeat of a replica, atomic and on the clock of Redis alone. It announces that the replica is alive
 * and what it wants, renews its leases, and returns the state of the cluster.
 *
 * A lease is `token expiry holder` in the hash `leases`. An expired lease keeps its token, so that tokens
 * only grow. Epoch ms are formatted with `%.0f`, because `tostring` cuts numbers at 14 digits.
 *
 * KEYS: leases, replicas, accounts, meta.
 * ARGV: this replica, lease ms, then for each account its fingerprint and the token it is held with (0: not
 * held).
 * Reply: ms since the store was created, version, live replicas, number of wanted accounts, then
 * `fingerprint, token, ms left, holder` of each lease.
 */
export const HEARTBEAT_SCRIPT = `${MONOTONIC_CLOCK}
local leases, replicas, accounts, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local me, ms = ARGV[1], tonumber(ARGV[2])
local now = clock(meta)
local function prune(key, grace)
  local alive = {}
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    if tonumber(all[i + 1]) + grace > now then alive[#alive + 1] = all[i]
    else redis.call('HDEL', key, all[i]) end
  end
  return alive, #all / 2 ~= #alive
end

if redis.call('HSET', replicas, me, text(now + ms)) == 1 then redis.call('HINCRBY', meta, 'version', 1) end
redis.call('HSETNX', meta, 'born', text(now))
for i = 3, #ARGV, 2 do
  redis.call('HSET', accounts, ARGV[i], text(now + ms))
  if ARGV[i + 1] ~= '0' then
    local lease = redis.call('HGET', leases, ARGV[i])
    local token, _, holder = string.match(lease or '', '^(%d+) (%d+) (.*)$')
    if token == ARGV[i + 1] and holder == me then
      redis.call('HSET', leases, ARGV[i], token .. ' ' .. text(now + ms) .. ' ' .. me)
    end
  end
end

local live, left = prune(replicas, 0)
if left then redis.call('HINCRBY', meta, 'version', 1) end
local wanted = prune(accounts, 0)
local list = {}
local all = redis.call('HGETALL', leases)
for i = 1, #all, 2 do
  local token, expiry, holder = string.match(all[i + 1], '^(%d+) (%d+) (.*)$')
  list[#list + 1] = all[i]
  list[#list + 1] = token
  list[#list + 1] = text(math.max(0, tonumber(expiry) - now))
  list[#list + 1] = holder
end
return {
  text(now - tonumber(redis.call('HGET', meta, 'born'))),
  redis.call('HGET', meta, 'version'), live, #wanted, list,
}
`;

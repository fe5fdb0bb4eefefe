const prelude = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holders, state, token = KEYS[1], KEYS[2], ARGV[1]
local function field(name) return tonumber(redis.call('HGET', state, name) or '0') end
local function keep()
  redis.call('PEXPIRE', holders, 7200000)
  redis.call('PEXPIRE', state, 7200000)
end
`;

/**
 * Lets one call in, or says why not and for how many milliseconds. By Redis's own clock, so that workers need not agree on
 * theirs. KEYS: who is in (token by end of lease), state. ARGV: token, most at once, calls a minute, lease.
 *
 * Calls a minute are spaced by the generic cell rate algorithm (ITU-T I.371) with a burst of as many as may be in at once.
 * Once the breaker's time is over, one call at a time is let in as a probe until one is known to have worked.
 */
export const enterScript = `${prelude}
local most, gap, lease = tonumber(ARGV[2]), 60000 / tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', holders, '-inf', now)
local paused = field('paused_until')
if paused > now then return {'paused', paused - now} end
local open = field('open_until')
local down = now - field('down_since')
if open > now then return {'down', open - now, down} end
if open > 0 then
  local probe = redis.call('HGET', state, 'probe')
  if probe and redis.call('ZSCORE', holders, probe) then return {'down', 2000, down} end
end
if redis.call('ZCARD', holders) >= most then return {'busy', 0} end
local due = math.max(field('due'), now)
local early = due - now - gap * (most - 1)
if early > 0 then return {'busy', math.ceil(early)} end
redis.call('HSET', state, 'due', due + gap)
if open > 0 then redis.call('HSET', state, 'probe', token) end
redis.call('ZADD', holders, now + lease, token)
keep()
return {'entered', 0}
`;

/** A call that takes long stays in. ARGV: token, lease. */
export const renewScript = `${prelude}
redis.call('ZADD', holders, 'XX', now + tonumber(ARGV[2]), token)
return 0
`;

/**
 * Ends a call, and opens the breaker after so many failures in a row, or after a probe's. Returns for how many
 * milliseconds it stays open, and for how many the provider has been down. ARGV: token, outcome, failures that open it, milliseconds after which a failure is forgotten, how
 * long it stays open.
 */
export const endScript = `${prelude}
local outcome, most, window, cooldown = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZREM', holders, token)
if outcome == 'up' then
  redis.call('HDEL', state, 'failures', 'failed_at', 'down_since', 'open_until', 'probe')
  return {0, 0}
end
if redis.call('HGET', state, 'probe') == token then redis.call('HDEL', state, 'probe') end
local open = field('open_until')
if outcome == 'down' then
  local failures = 1
  if now - field('failed_at') <= window then failures = field('failures') + 1 end
  redis.call('HSET', state, 'failures', failures, 'failed_at', now)
  if (open > 0 and open <= now) or (open == 0 and failures >= most) then
    open = now + cooldown
    redis.call('HSET', state, 'open_until', open)
    redis.call('HSETNX', state, 'down_since', now)
  end
  keep()
end
if open <= now then return {0, 0} end
return {open - now, now - field('down_since')}
`;

/** Nobody enters until then; a shorter pause never ends a longer one. ARGV: unused, milliseconds. */
export const pauseScript = `${prelude}
redis.call('HSET', state, 'paused_until', math.max(field('paused_until'), now + tonumber(ARGV[2])))
keep()
return 0
`;

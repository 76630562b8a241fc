-- Looking at many jobs at once, and forgetting them.

local function states_of(job_ids)
  local states = {}
  for index, job_id in ipairs(job_ids) do states[index] = state_of(job_id) end
  return states
end

function answer.states(...)
  return states_of({ ... })
end

function answer.jobs(run_id)
  return states_of(call('SMEMBERS', key('wanted', run_id)))
end

function answer.page(owner, limit, newest, ...)
  local found, states = {}, {}
  limit = tonumber(limit)
  for _, kind_and_status in ipairs({ ... }) do
    local jobs = call('ZRANGE', key('listed', owner, kind_and_status), newest, '-inf', 'BYSCORE', 'REV',
      'LIMIT', 0, limit + 1, 'WITHSCORES')
    for index = 1, #jobs, 2 do found[#found + 1] = { jobs[index], tonumber(jobs[index + 1]) } end
  end
  table.sort(found, function(one, other) return one[2] > other[2] end)
  for index = 1, math.min(limit, #found) do states[index] = state_of(found[index][1]) end
  return { states, #found > limit and found[limit][2] }
end

function answer.stats(owner, ...)
  local counts = {}
  for index, kind_and_status in ipairs({ ... }) do
    counts[index] = call('ZCARD', key('listed', owner, kind_and_status))
  end
  local since = call('ZRANGE', key('outbox'), 0, 0, 'WITHSCORES')[2]
  local outbox = { call('ZCARD', key('outbox')), tostring(since and clock('') - since or 0) }
  local counters = call('HGETALL', key('counters'))
  local memory = call('INFO', 'memory')
  local bytes = { tonumber(memory:match('used_memory:(%d+)')), tonumber(memory:match('maxmemory:(%d+)')) }
  return { counts, call('HGETALL', key('totals')), call('ZCARD', key('results')), counters, outbox, bytes }
end

local function forget(json)
  local entry = cjson.decode(json)
  local job_id, run_id, owner = entry.job_id, entry.run_id, entry.owner
  call('ZREM', key('finished'), json)
  for status in pairs(FINAL) do strike(job_id, owner, entry.kind, status) end
  if entry.key and call('HGET', key('keys', owner), entry.key) == job_id then
    call('HDEL', key('keys', owner), entry.key)
  end
  call('DEL', key('job', job_id))
  call('SREM', key('wanted', run_id), job_id)
  call('SREM', key('jobs', run_id), job_id)
  if call('SCARD', key('jobs', run_id)) == 0 and not is_under_way(run_id) then forget_run(run_id) end
end

function answer.sweep(now, ttl, max_finished, batch)
  now = clock(now)
  local expired = call('ZCOUNT', key('finished'), '-inf', now - ttl)
  local surplus = call('ZCARD', key('finished')) - max_finished
  local due = math.min(math.max(expired, surplus), tonumber(batch))
  local entries = due > 0 and call('ZRANGE', key('finished'), 0, due - 1) or {}
  local forgotten = 0
  for _, entry in ipairs(entries) do
    if waits_for_the_archive(cjson.decode(entry).run_id) then
      call('ZADD', key('finished'), now, entry) -- once more, and so long after
    else
      forget(entry)
      forgotten = forgotten + 1
    end
  end
  return forgotten
end

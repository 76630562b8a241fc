-- The life of a run from its beginning to its end, and of its chunks.

local function end_run(run_id, hash, status, now, keep)
  local name = call('HGET', key('run', run_id), 'kind') .. ':' .. status
  local since = call('ZSCORE', key('running'), run_id)
  call('HINCRBY', key('counters'), 'ended:' .. name, 1)
  if since then call('HINCRBYFLOAT', key('counters'), 'seconds:' .. name, tostring(math.max(now - since, 0))) end
  for _, name in ipairs({ 'pending', 'running' }) do call('ZREM', key(name), run_id) end
  release('active', hash, run_id)
  call('DEL', key('plan', run_id), key('parts', run_id), key('lived', run_id))
  if status ~= 'completed' then
    drop_result(run_id)
  elseif call('HGET', key('run', run_id), 'archive') == '1' then
    call('ZADD', key('outbox'), clock(''), run_id)
    call('ZADD', key('outbox', 'due'), 0, run_id)
  end
  keep_run(run_id, keep)
  if call('SCARD', key('jobs', run_id)) == 0 then forget_run(run_id) end
end

local function leave_the_queue(run_id, after, now)
  local version, ticket = unpack(call('HMGET', key('run', run_id), 'version', 'ticket'))
  if not version then return end
  local is_large = ticket and ticket:sub(DIGITS + 1, DIGITS + 1) == 'L'
  if ticket then leave_the_line(version, ticket) end
  call('HDEL', key('run', run_id), 'ticket')
  if after == 'running' then
    call('ZREM', key('pending'), run_id)
    call('ZADD', key('running'), now, run_id)
    call('ZADD', key('placed', version), 'inf', run_id)
    if is_large then call('SADD', key('large', version), run_id) end
  else
    call('ZREM', key('placed', version), run_id)
    call('SREM', key('large', version), run_id)
  end
end

local function change_status(run_id, hash, before, after, now, keep)
  leave_the_queue(run_id, after, now)
  for _, job_id in ipairs(call('SMEMBERS', key('wanted', run_id))) do
    move(job_id, before, after, now, keep)
  end
  if FINAL[after] then end_run(run_id, hash, after, now, keep) end
end

function answer.replace(run_id, expected, record, sequence, status, now, keep)
  local found, before, hash = unpack(call('HMGET', key('run', run_id), 'sequence', 'status', 'hash'))
  if found ~= expected then return 0 end
  now = clock(now)
  call('HSET', key('run', run_id), 'record', record, 'sequence', sequence, 'status', status)
  tell(run_id, sequence .. '-0', status)
  if status ~= before then change_status(run_id, hash, before, status, now, keep) end
  return 1
end

function answer.cancel(job_id, owner, now, keep)
  local run_id, whose, cancelled_at = unpack(call('HMGET', key('job', job_id), 'run', 'owner', 'cancelled_at'))
  local state = whose == owner and state_of(job_id)
  if not state then return false end
  now = clock(now)
  if cancelled_at or not is_under_way(run_id) then return { state, 0, false } end
  local status, hash, record, sequence = unpack(
    call('HMGET', key('run', run_id), 'status', 'hash', 'record', 'sequence'))
  call('HSET', key('job', job_id), 'cancelled_at', now, 'then_run', record)
  call('SREM', key('wanted', run_id), job_id)
  move(job_id, status, 'cancelled', now, keep)
  tell(run_id, sequence .. '-' .. call('HINCRBY', key('run', run_id), 'cancels', 1), 'cancelled')
  local alone = call('SCARD', key('wanted', run_id)) == 0
  if alone then release('active', hash, run_id) end
  return { state_of(job_id), 1, alone and run_id }
end

function answer.is_cancelled(run_id)
  return is_wanted(run_id) and 0 or 1
end

function answer.run(run_id)
  return call('HGET', key('run', run_id), 'record')
end

function answer.plan(version, run_id)
  return is_of(version, run_id) and call('GET', key('plan', run_id))
end

local function advance(run_id, chunk, done)
  local before = call('HGET', key('lived', run_id), chunk)
  if not before or tonumber(before) < tonumber(done) then call('HSET', key('lived', run_id), chunk, done) end
  return call('HGETALL', key('lived', run_id))
end

-- Whoever works on a chunk is alive, and so far: how far all chunks are, unless he need not go on.
function answer.heartbeat(version, run_id, task, token, seconds, chunk, done)
  if not renew(version, task, token, seconds) then return 'superseded' end
  if not is_wanted(run_id) or not is_of(version, run_id) then return 'unwanted' end
  return advance(run_id, chunk, done)
end

-- The first part of a chunk is its part, and only whoever holds the chunk may bring one; with it the chunk is done, and
-- the last one of all is followed by the reduction. Whether that is next, and how far all chunks are.
function answer.put_part(version, run_id, task, token, chunk, part, chunks)
  if not holds(version, task, token) then return { 0, {} } end
  local following, lived = {}, {}
  if is_under_way(run_id) and is_of(version, run_id) then
    call('HSETNX', key('parts', run_id), chunk, part)
    lived = advance(run_id, chunk, '1.0')
    if call('HLEN', key('parts', run_id)) == tonumber(chunks) then following = { run_id .. ':reduce' } end
  end
  return { #complete_task(version, task, token, 0, following), lived }
end

function answer.chunks_with_parts(version, run_id)
  return is_of(version, run_id) and call('HKEYS', key('parts', run_id)) or {}
end

-- The results of the first of these chunks: as many as have no more bytes together, and one at least.
function answer.parts(run_id, most, ...)
  local parts, bytes = {}, 0
  for index, chunk in ipairs({ ... }) do
    bytes = bytes + call('HSTRLEN', key('parts', run_id), chunk)
    if index > 1 and bytes > tonumber(most) then break end
    parts[index] = call('HGET', key('parts', run_id), chunk)
  end
  return parts
end

function answer.lease(name, holder, milliseconds)
  local held_by = call('GET', key('lease', name))
  if held_by and held_by ~= holder then return 0 end
  call('SET', key('lease', name), holder, 'PX', milliseconds)
  return 1
end

-- What becomes of a submission, and whose turn it is.

local function earlier(submission)
  local job_id = submission.key and call('HGET', key('keys', submission.owner), submission.key)
  local state = job_id and state_of(job_id)
  if not state then return nil end
  local same = call('HGET', key('job', job_id), 'hash') == submission.hash
  return same and { 'repeated', state } or { 'key_conflict', false }
end

local function run_to_join(submission)
  if submission.fresh then return nil end
  local run_id = run_that_answers(submission.hash, submission.now, submission.cache_ttl)
  if run_id then return run_id, 'cached' end
  return call('GET', key('active', submission.hash)) or nil, 'joined'
end

local function idle_places(max_concurrent)
  return math.max(max_concurrent - call('ZCARD', key('placed')), 0)
end

local function is_full(submission)
  return call('ZCARD', key('waiting')) >= submission.max_queue + idle_places(submission.max_concurrent)
end

local function add_run(submission, number, record, plan)
  local run_id, hash = submission.run_id, submission.hash
  call('HSET', key('run', run_id),
    'record', record, 'sequence', 0, 'status', 'pending', 'hash', hash, 'kind', submission.kind)
  call('SET', key('plan', run_id), plan)
  call('SET', key('active', hash), run_id)
  call('ZADD', key('waiting'), number, run_id)
end

local function add_job(submission, number, run_id, verdict)
  local job_id, owner, kind, now = submission.job_id, submission.owner, submission.kind, submission.now
  call('HSET', key('job', job_id), 'run', run_id, 'hash', submission.hash, 'owner', owner, 'kind', kind,
    'created_at', now, 'number', number, 'verdict', verdict)
  if submission.key then
    call('HSET', key('job', job_id), 'key', submission.key)
    call('HSET', key('keys', owner), submission.key, job_id)
  end
  call('SADD', key('jobs', run_id), job_id)
  call('SADD', key('wanted', run_id), job_id)
  local status = call('HGET', key('run', run_id), 'status')
  list(job_id, owner, kind, status, number)
  if FINAL[status] then
    finish(job_id, now, submission.keep)
    keep_run(run_id, submission.keep)
  end
end

local function next_number(now)
  local last = tonumber(call('HGET', key('counters'), 'arrivals') or 0)
  local number = math.max(last + 1, math.floor(1e6 * now + 0.5))
  call('HSET', key('counters'), 'arrivals', number)
  return number
end

function answer.needs_run(owner, name, hash, now, cache_ttl)
  if earlier({ owner = owner, key = name ~= '' and name, hash = hash }) then return 0 end
  if run_with_answer(hash, now, tonumber(cache_ttl)) then return 0 end
  return 1 - call('EXISTS', key('active', hash))
end

function answer.admit(json, record, plan)
  local submission = cjson.decode(json)
  local told = call('HGET', key('job', submission.job_id), 'verdict')
  if told then return { told, state_of(submission.job_id) } end -- asked again: the first answer was lost on its way
  local repeated = earlier(submission)
  if repeated then return repeated end
  local run_id, verdict = run_to_join(submission)
  if not run_id and is_full(submission) then return { 'full', false } end
  local number = next_number(submission.now)
  if not run_id then
    run_id, verdict = submission.run_id, 'new'
    add_run(submission, number, record, plan)
  end
  add_job(submission, number, run_id, verdict)
  return { verdict, state_of(submission.job_id) }
end

function answer.take_turns(max_concurrent, now, patience)
  local turns = call('ZRANGE', key('placed'), '-inf', now - patience, 'BYSCORE')
  local idle = idle_places(max_concurrent)
  for _, run_id in ipairs(idle > 0 and call('ZRANGE', key('waiting'), 0, idle - 1) or {}) do
    call('ZREM', key('waiting'), run_id)
    turns[#turns + 1] = run_id
  end
  for _, run_id in ipairs(turns) do call('ZADD', key('placed'), now, run_id) end
  return turns
end

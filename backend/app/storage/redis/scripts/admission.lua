-- What becomes of a submission, and whose turn it is.

-- The job that was given to a key before. Hashes of two versions cannot be compared: there the key alone decides.
local function earlier(submission)
  local job_id = submission.key and call('HGET', key('keys', submission.owner), submission.key)
  local state = job_id and state_of(job_id)
  if not state then return nil end
  local hash, run_id = unpack(call('HMGET', key('job', job_id), 'hash', 'run'))
  local other = hash ~= submission.hash and is_of(submission.version, run_id)
  return other and { 'key_conflict', false } or { 'repeated', state }
end

local function run_to_join(submission)
  if submission.fresh then return nil end
  local run_id = run_that_answers(submission.hash, submission.now, submission.cache_ttl)
  if run_id then return run_id, 'cached' end
  return call('GET', key('active', submission.hash)) or nil, 'joined'
end

local function idle_places(version, places)
  return math.max(places - call('ZCARD', key('placed', version)), 0)
end

local function is_full(submission)
  local version = submission.version
  local room = submission.max_queue + idle_places(version, submission.max_concurrent)
  return call('ZCARD', key('waiting', version)) >= room
end

local function has_too_many(submission)
  local unfinished = tonumber(call('HGET', key('unfinished'), submission.owner) or 0)
  return submission.max_of_owner and unfinished >= submission.max_of_owner
end

-- Owners take turns: the k-th run of each that waits is of the same round, and nobody's comes before the round that is
-- being taken. Within a round, whoever came first.
local function next_round(version, owner)
  local rounds = key('rounds', version)
  local taken, newest = unpack(call('HMGET', rounds, 'now', 'of:' .. owner))
  local round = math.max(tonumber(taken or 0), tonumber(newest or -1) + 1)
  call('HSET', rounds, 'of:' .. owner, round)
  return round
end

local function leave_the_line(version, ticket)
  call('ZREM', key('waiting', version), ticket)
  if call('ZCARD', key('waiting', version)) == 0 then call('DEL', key('rounds', version)) end
end

local DIGITS = 16

local function add_run(submission, number, record, plan)
  local run_id, hash, version = submission.run_id, submission.hash, submission.version
  local ticket = string.format('%0' .. DIGITS .. '.0f', number) .. (submission.large and 'L' or 'S') .. run_id
  call('HSET', key('run', run_id), 'record', record, 'sequence', 0, 'status', 'pending', 'hash', hash,
    'kind', submission.kind, 'version', version, 'ticket', ticket, 'archive', submission.archive and 1 or 0)
  call('SET', key('plan', run_id), plan)
  call('SET', key('active', hash), run_id)
  call('ZADD', key('waiting', version), next_round(version, submission.owner), ticket)
  call('ZADD', key('pending'), submission.now, run_id)
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

function answer.needs_run(version, owner, name, hash, now, cache_ttl)
  now = clock(now)
  if earlier({ version = version, owner = owner, key = name ~= '' and name, hash = hash }) then return 0 end
  if run_with_answer(hash, now, tonumber(cache_ttl)) then return 0 end
  return 1 - call('EXISTS', key('active', hash))
end

function answer.admit(json, record, plan)
  local submission = cjson.decode(json)
  submission.now = clock(submission.now)
  local told = call('HGET', key('job', submission.job_id), 'verdict')
  if told then return { told, state_of(submission.job_id) } end -- asked again: the first answer was lost on its way
  local repeated = earlier(submission)
  if repeated then return repeated end
  local run_id, verdict = run_to_join(submission)
  if verdict ~= 'cached' and has_too_many(submission) then return { 'too_many', false } end
  if not run_id and is_full(submission) then return { 'full', false } end
  local number = next_number(submission.now)
  if not run_id then
    run_id, verdict = submission.run_id, 'new'
    add_run(submission, number, record, plan)
  end
  add_job(submission, number, run_id, verdict)
  return { verdict, state_of(submission.job_id) }
end

local function place(version, run_id, is_large, now)
  call('ZADD', key('placed', version), now, run_id)
  if is_large then call('SADD', key('large', version), run_id) end
  call('HDEL', key('run', run_id), 'ticket')
end

-- The runs that shall begin now. Of several places, so many are kept for small runs.
function answer.dequeue(version, places, kept, now, patience)
  now, places = clock(now), tonumber(places)
  local waiting, turns = key('waiting', version), {}
  for _, run_id in ipairs(call('ZRANGE', key('placed', version), '-inf', now - patience, 'BYSCORE')) do
    call('ZADD', key('placed', version), now, run_id)
    turns[#turns + 1] = run_id
  end
  local idle = idle_places(version, places)
  local for_large = math.max(places - kept, 1) - call('SCARD', key('large', version))
  local tickets = idle > 0 and call('ZRANGE', waiting, 0, -1, 'WITHSCORES') or {}
  for index = 1, #tickets, 2 do
    if idle == 0 then break end
    local ticket, round = tickets[index], tickets[index + 1]
    local is_large = ticket:sub(DIGITS + 1, DIGITS + 1) == 'L'
    if not is_large or for_large > 0 then
      local run_id = ticket:sub(DIGITS + 2)
      call('HSET', key('rounds', version), 'now', round)
      leave_the_line(version, ticket)
      place(version, run_id, is_large, now)
      turns[#turns + 1] = run_id
      idle = idle - 1
      if is_large then for_large = for_large - 1 end
    end
  end
  return turns
end

-- Runs that nobody has begun for so long, and runs that are under way for so long, whatever version they are of.
function answer.overdue(now, waiting, running)
  now = clock(now)
  return {
    call('ZRANGE', key('pending'), '-inf', now - waiting, 'BYSCORE'),
    call('ZRANGE', key('running'), '-inf', now - running, 'BYSCORE'),
  }
end

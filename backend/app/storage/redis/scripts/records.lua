-- The keys of a deployment, and what is kept of its jobs and runs. The files of this room are one script, in the order
-- in which `operations.py` names them: KEYS[1] is the prefix of the deployment, ARGV[1] names an `answer`, the other
-- arguments are its own. Scripts reach keys they find on the way, so this is for a single node and not for a cluster.
--
-- Keys, each after the prefix and a colon:
--   job:<job>                      hash    run, hash, owner, kind, created_at, number, verdict, key; of a cancelled one
--                                          also cancelled_at, and then_run: the record of the run as it was then
--   run:<run>                      hash    record (JSON), sequence, status, hash, kind, cancels; version of the engine
--                                          whose run it is, ticket while it waits, large, etag of its result once it
--                                          has one, archive where a completed one goes there
--   jobs:<run>, wanted:<run>       sets    its jobs that are remembered; its jobs that are not cancelled
--   events:<run>                   stream  its newest change; the id is that of the event, <sequence>-0, or
--                                          <sequence>-<n> for the n-th of its jobs that was cancelled
--   plan:<run>                     string  what it has to do
--   parts:<run>, lived:<run>       hashes  by chunk: its result; the part of it that is done, 0 … 1
--   blob:<run>                     hash    etag, hash, kept_at, pieces; the content by number of the piece
--   upload:<name>                  hash    pieces of a blob that is not complete yet; for a minute
--   results, sizes                 zset    runs with a result, by their last use; hash: bytes of each
--   answers:<hash>                 string  run whose result answers for a configuration
--   active:<hash>                  string  run under way that an identical submission joins
--   waiting:<version>              zset    tickets of runs without a place, by their round
--   rounds:<version>               hash    by owner: the round of their newest run; under `now`: the round that is taken
--   placed:<version>               zset    runs with a place, by when they were given it; infinite once they have begun
--   large:<version>                set     the large ones among them
--   pending, running               zset    runs, by when they came; by when the first of their work was taken
--   unfinished                     hash    jobs by owner that are pending or running
--   outbox, outbox:due             zsets   completed runs that are to be archived, by when they completed; by when
--                                          somebody may try
--   keys:<owner>                   hash    job by idempotency key
--   listed:<owner>:<kind>:<status> zset    jobs by their arrival
--   totals                         hash    number of jobs by status
--   finished                       zset    what it takes to forget each finished job, by when it finished
--   counters                       hash    arrivals (number of the newest job: microseconds since 1970, or more), uses,
--                                          hits, misses, bytes, lost; ended:<kind>:<status>, and seconds:… that those
--                                          runs took: all that an empty store still has
--   lease:<name>                   string  who holds it
-- and after `leases` and the version of the engine:
--   due        zset    tasks, by when each is lost
--   held       hash    the token of the attempt that a task belongs to
--   holder     hash    the node of that attempt
--   taken      hash    how often a task was taken, but for those times that ended with the whole node
--   moved      hash    how often a task was lost with the whole node
--   lost       hash    how often a task was lost before anybody took it
--   nodes      zset    nodes, by when each has to be presumed dead
--   size       hash    how many processes each node has
--   exhausted  string  how many tasks were given up
--
-- Plan, parts and lived go when the run ends. `answer.sweep` forgets finished jobs, and a run with the last of them.
-- Where no replica is left to sweep, what is large goes by itself `keep` milliseconds after the last end.

local prefix, call = KEYS[1], redis.call
local FINAL = { completed = true, failed = true, cancelled = true }
local answer = {}

local function key(...)
  return table.concat({ prefix, ... }, ':')
end

local function release(name, hash, run_id)
  if call('GET', key(name, hash)) == run_id then call('DEL', key(name, hash)) end
end

local function is_under_way(run_id)
  local status = call('HGET', key('run', run_id), 'status')
  return status and not FINAL[status]
end

-- Whether a job waits for a run that has not ended.
local function is_wanted(run_id)
  return is_under_way(run_id) and call('SCARD', key('wanted', run_id)) > 0
end

-- The store's own time, unless it was given one: no clock of a replica or worker decides what is forgotten.
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local seconds, microseconds = unpack(call('TIME'))
  return seconds + microseconds / 1e6
end

-- Whether a process of this version may work on a run: numbers of two versions never meet in one result.
local function is_of(version, run_id)
  return call('HGET', key('run', run_id), 'version') == version
end

local function state_of(job_id)
  local job = call('HMGET', key('job', job_id),
    'run', 'owner', 'created_at', 'number', 'verdict', 'key', 'cancelled_at', 'then_run')
  local run_id, then_run = job[1], job[8]
  if then_run then return { job_id, job, then_run, false } end
  if not run_id then return false end
  local record, version, ticket = unpack(call('HMGET', key('run', run_id), 'record', 'version', 'ticket'))
  if not record then return false end
  return { job_id, job, record, ticket and call('ZRANK', key('waiting', version), ticket) }
end

local function list(job_id, owner, kind, status, number)
  call('ZADD', key('listed', owner, kind, status), number, job_id)
  call('HINCRBY', key('totals'), status, 1)
  if not FINAL[status] then call('HINCRBY', key('unfinished'), owner, 1) end
end

local function count_down(name, field)
  if call('HINCRBY', key(name), field, -1) == 0 then call('HDEL', key(name), field) end
end

local function strike(job_id, owner, kind, status)
  if call('ZREM', key('listed', owner, kind, status), job_id) == 0 then return end
  count_down('totals', status)
  if not FINAL[status] then count_down('unfinished', owner) end
end

local function finish(job_id, now, keep)
  local job = call('HMGET', key('job', job_id), 'run', 'owner', 'kind', 'key')
  local entry = { job_id = job_id, run_id = job[1], owner = job[2], kind = job[3], key = job[4] }
  call('ZADD', key('finished'), now, cjson.encode(entry))
  call('PEXPIRE', key('job', job_id), keep)
end

local function move(job_id, before, after, now, keep)
  local job = call('HMGET', key('job', job_id), 'owner', 'kind', 'number')
  strike(job_id, job[1], job[2], before)
  list(job_id, job[1], job[2], after, job[3])
  if FINAL[after] then finish(job_id, now, keep) end
end

local function keep_run(run_id, keep)
  for _, name in ipairs({ 'run', 'jobs', 'wanted', 'events', 'blob' }) do
    call('PEXPIRE', key(name, run_id), keep)
  end
end

local function tell(run_id, id, status)
  call('XADD', key('events', run_id), 'MAXLEN', 1, id, 'status', status)
end

-- Tasks that are still to be done, and when each has to be presumed lost. Workers see those of their own version alone.

local LEASED = { 'held', 'holder', 'taken', 'moved', 'lost' }

local function lease_key(version, name)
  return key('leases', version, name)
end

-- Whether an attempt may still speak for its task: whoever was given up has been replaced. No task: nobody else works.
local function holds(version, task, token)
  return task == '' or call('HGET', lease_key(version, 'held'), task) == token
end

local function close_task(version, task)
  call('ZREM', lease_key(version, 'due'), task)
  for _, name in ipairs(LEASED) do call('HDEL', lease_key(version, name), task) end
end

-- The tasks that were not there.
local function add_tasks(version, after, tasks)
  local added, due = {}, clock('') + after
  for _, task in ipairs(tasks) do
    if call('ZADD', lease_key(version, 'due'), 'NX', due, task) == 1 then added[#added + 1] = task end
  end
  return added
end

local function renew(version, task, token, seconds)
  if not holds(version, task, token) then return false end
  if task ~= '' then call('ZADD', lease_key(version, 'due'), 'XX', clock('') + seconds, task) end
  return true
end

-- Done, by whoever holds the task; without a token, by whoever knows that nobody wants it.
local function complete_task(version, task, token, after, following)
  if token ~= '' and not holds(version, task, token) then return {} end
  close_task(version, task)
  return add_tasks(version, after, following)
end

-- A task whose whole node has gone silent is no sign that the task is bad. A living node says so every second.
local function moved_with_its_node(version, task, lease)
  local node = call('HGET', lease_key(version, 'holder'), task) or ''
  local heard = tonumber(call('ZSCORE', lease_key(version, 'nodes'), node) or 0) - lease
  return clock('') - heard > lease / 2
end

local function expire(version, task, lease)
  if call('HEXISTS', lease_key(version, 'held'), task) == 1 and moved_with_its_node(version, task, lease) then
    call('HINCRBY', lease_key(version, 'taken'), task, -1)
    call('HINCRBY', lease_key(version, 'moved'), task, 1)
  end
  call('HDEL', lease_key(version, 'held'), task)
  call('HDEL', lease_key(version, 'holder'), task)
end

local function is_exhausted(version, task, most, most_moved)
  local exhausted = tonumber(call('HGET', lease_key(version, 'moved'), task) or 0) >= tonumber(most_moved)
    or call('HINCRBY', lease_key(version, 'taken'), task, 1) > tonumber(most)
  if exhausted then call('INCR', lease_key(version, 'exhausted')) end
  return exhausted
end

function answer.add_tasks(version, after, ...)
  return add_tasks(version, after, { ... })
end

-- Where the task is of a run, that run has to be wanted still.
function answer.acquire(version, task, run_id, token, node, lease, most, most_moved)
  local due = call('ZSCORE', lease_key(version, 'due'), task)
  if not due then return 'gone' end
  if call('HEXISTS', lease_key(version, 'held'), task) == 1 and tonumber(due) > clock('') then return 'held' end
  if run_id ~= '' and not is_wanted(run_id) then return 'unwanted' end
  expire(version, task, lease)
  if is_exhausted(version, task, most, most_moved) then return 'exhausted' end
  call('HSET', lease_key(version, 'held'), task, token)
  call('HSET', lease_key(version, 'holder'), task, node)
  call('ZADD', lease_key(version, 'due'), clock('') + lease, task)
  return 'acquired'
end

function answer.renew(version, task, token, seconds)
  return renew(version, task, token, seconds) and 1 or 0
end

function answer.complete(version, task, token, after, ...)
  return complete_task(version, task, token, after, { ... })
end

function answer.expired(version, patience, longest, most, lease)
  local due, now = lease_key(version, 'due'), clock('')
  local tasks = call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)
  for _, task in ipairs(tasks) do
    expire(version, task, lease)
    local again = patience * 2 ^ math.min(call('HINCRBY', lease_key(version, 'lost'), task, 1), 20)
    call('ZADD', due, now + math.min(again, longest), task)
  end
  return tasks
end

function answer.register_node(version, node, processes, lease)
  call('ZADD', lease_key(version, 'nodes'), clock('') + lease, node)
  call('HSET', lease_key(version, 'size'), node, processes)
end

function answer.processes(version)
  local nodes, size, now = lease_key(version, 'nodes'), lease_key(version, 'size'), clock('')
  for _, dead in ipairs(call('ZRANGEBYSCORE', nodes, '-inf', now)) do call('HDEL', size, dead) end
  call('ZREMRANGEBYSCORE', nodes, '-inf', now)
  local sum = 0
  for _, processes in ipairs(call('HVALS', size)) do sum = sum + processes end
  return sum
end

-- How much is to be done, for how many seconds the oldest task that nobody holds has been due, how many were given up.
function answer.backlog(version)
  local due = lease_key(version, 'due')
  local oldest = call('ZRANGE', due, 0, 0, 'WITHSCORES')[2]
  local late = math.max(0, oldest and clock('') - oldest or 0)
  return { call('ZCARD', due), tostring(late), tonumber(call('GET', lease_key(version, 'exhausted')) or 0) }
end

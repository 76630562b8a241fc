-- Work that is still to be done, and when it has to be presumed lost. A script of its own, for workers alone: KEYS[1] is
-- the prefix of the deployment, ARGV[1] names an `answer`, the other arguments are its own.
--
-- Keys, each after the prefix, `leases` and the version of the engine: workers see the work of their own version alone.
--   due      zset  tasks, by when each is lost
--   held     hash  the token of the attempt that a task belongs to
--   holder   hash  the node of that attempt
--   taken    hash  how often a task was taken, but for those times that ended with the whole node
--   moved    hash  how often a task was lost with the whole node
--   lost     hash  how often a task was lost before anybody took it
--   nodes    zset  nodes, by when each has to be presumed dead
--   size     hash  how many processes each node has
--   exhausted  string  how many tasks were given up

local prefix, call = KEYS[1], redis.call
local function key(name) return prefix .. ':' .. name end
local due, held, holder, nodes = key('due'), key('held'), key('holder'), key('nodes')
local taken, moved, lost, size = key('taken'), key('moved'), key('lost'), key('size')
local seconds, microseconds = unpack(call('TIME'))
local now = seconds + microseconds / 1e6
local answer = {}

local function strike(task)
  call('ZREM', due, task)
  for _, name in ipairs({ held, holder, taken, moved, lost }) do call('HDEL', name, task) end
end

-- The tasks that were not there.
function answer.put(after, ...)
  local added = {}
  for _, task in ipairs({ ... }) do
    if call('ZADD', due, 'NX', now + after, task) == 1 then added[#added + 1] = task end
  end
  return added
end

-- A task whose whole node has gone silent is no sign that the task is bad. A living node says so every second.
local function moved_with_its_node(task, lease)
  local heard = tonumber(call('ZSCORE', nodes, call('HGET', holder, task) or '') or 0) - lease
  return now - heard > lease / 2
end

local function give_up(task, lease)
  if call('HEXISTS', held, task) == 1 and moved_with_its_node(task, lease) then
    call('HINCRBY', taken, task, -1)
    call('HINCRBY', moved, task, 1)
  end
  call('HDEL', held, task)
  call('HDEL', holder, task)
end

local function exhausted()
  call('INCR', key('exhausted'))
  return 'exhausted'
end

function answer.take(task, token, node, lease, most, most_moved)
  local until_then = call('ZSCORE', due, task)
  if not until_then then return 'gone' end
  if call('HEXISTS', held, task) == 1 and tonumber(until_then) > now then return 'held' end
  give_up(task, lease)
  if tonumber(call('HGET', moved, task) or 0) >= tonumber(most_moved) then return exhausted() end
  if call('HINCRBY', taken, task, 1) > tonumber(most) then return exhausted() end
  call('HSET', held, task, token)
  call('HSET', holder, task, node)
  call('ZADD', due, now + lease, task)
  return 'taken'
end

function answer.hold(task, token, lease)
  if call('HGET', held, task) ~= token then return 0 end
  call('ZADD', due, 'XX', now + lease, task)
  return 1
end

-- Done, by whoever holds the task; without a token, by whoever knows that nobody wants it.
function answer.finish(task, token, after, ...)
  if token ~= '' and call('HGET', held, task) ~= token then return {} end
  strike(task)
  return answer.put(after, ...)
end

function answer.lost(patience, longest, most, lease)
  local tasks = call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)
  for _, task in ipairs(tasks) do
    give_up(task, lease)
    local again = patience * 2 ^ math.min(call('HINCRBY', lost, task, 1), 20)
    call('ZADD', due, now + math.min(again, longest), task)
  end
  return tasks
end

function answer.enrol(node, processes, lease)
  call('ZADD', nodes, now + lease, node)
  call('HSET', size, node, processes)
end

function answer.processes()
  for _, dead in ipairs(call('ZRANGEBYSCORE', nodes, '-inf', now)) do call('HDEL', size, dead) end
  call('ZREMRANGEBYSCORE', nodes, '-inf', now)
  local sum = 0
  for _, processes in ipairs(call('HVALS', size)) do sum = sum + processes end
  return sum
end

-- How much is to be done, for how many seconds the oldest task that nobody holds has been due, how many were given up.
function answer.backlog()
  local oldest = call('ZRANGE', due, 0, 0, 'WITHSCORES')[2]
  local late = math.max(0, oldest and now - oldest or 0)
  return { call('ZCARD', due), tostring(late), tonumber(call('GET', key('exhausted')) or 0) }
end

return answer[ARGV[1]](unpack(ARGV, 2))

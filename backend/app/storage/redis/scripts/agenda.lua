-- Work that is still to be done, and when it has to be presumed lost. A script of its own, for workers alone: KEYS[1] is
-- the prefix of the deployment, ARGV[1] names an `answer`, the other arguments are its own.
--
-- Keys, each after the prefix, `agenda` and the version of the engine: workers see the work of their own version alone.
--   due      zset  pieces of work, by when each is lost
--   held     hash  the token of the attempt that a piece belongs to
--   holder   hash  the node of that attempt
--   taken    hash  how often a piece was taken, but for those times that ended with the whole node
--   moved    hash  how often a piece was lost with the whole node
--   lost     hash  how often a piece was lost before anybody took it
--   nodes    zset  nodes, by when each has to be presumed dead
--   size     hash  how many processes each node has

local prefix, call = KEYS[1], redis.call
local function key(name) return prefix .. ':' .. name end
local due, held, holder, nodes = key('due'), key('held'), key('holder'), key('nodes')
local taken, moved, lost, size = key('taken'), key('moved'), key('lost'), key('size')
local seconds, microseconds = unpack(call('TIME'))
local now = seconds + microseconds / 1e6
local answer = {}

local function strike(piece)
  call('ZREM', due, piece)
  for _, name in ipairs({ held, holder, taken, moved, lost }) do call('HDEL', name, piece) end
end

-- The pieces that were not there.
function answer.put(after, ...)
  local added = {}
  for _, piece in ipairs({ ... }) do
    if call('ZADD', due, 'NX', now + after, piece) == 1 then added[#added + 1] = piece end
  end
  return added
end

-- A piece whose whole node has gone silent is no sign that the piece is bad. A living node says so every second.
local function moved_with_its_node(piece, lease)
  local heard = tonumber(call('ZSCORE', nodes, call('HGET', holder, piece) or '') or 0) - lease
  return now - heard > lease / 2
end

local function give_up(piece, lease)
  if call('HEXISTS', held, piece) == 1 and moved_with_its_node(piece, lease) then
    call('HINCRBY', taken, piece, -1)
    call('HINCRBY', moved, piece, 1)
  end
  call('HDEL', held, piece)
  call('HDEL', holder, piece)
end

function answer.take(piece, token, node, lease, most, most_moved)
  local until_then = call('ZSCORE', due, piece)
  if not until_then then return 'gone' end
  if call('HEXISTS', held, piece) == 1 and tonumber(until_then) > now then return 'held' end
  give_up(piece, lease)
  if tonumber(call('HGET', moved, piece) or 0) >= tonumber(most_moved) then return 'worn' end
  if call('HINCRBY', taken, piece, 1) > tonumber(most) then return 'worn' end
  call('HSET', held, piece, token)
  call('HSET', holder, piece, node)
  call('ZADD', due, now + lease, piece)
  return 'taken'
end

function answer.hold(piece, token, lease)
  if call('HGET', held, piece) ~= token then return 0 end
  call('ZADD', due, 'XX', now + lease, piece)
  return 1
end

-- Done, by whoever holds the piece; without a token, by whoever knows that nobody wants it.
function answer.finish(piece, token, after, ...)
  if token ~= '' and call('HGET', held, piece) ~= token then return {} end
  strike(piece)
  return answer.put(after, ...)
end

function answer.lost(patience, longest, most, lease)
  local pieces = call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)
  for _, piece in ipairs(pieces) do
    give_up(piece, lease)
    local again = patience * 2 ^ math.min(call('HINCRBY', lost, piece, 1), 20)
    call('ZADD', due, now + math.min(again, longest), piece)
  end
  return pieces
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

-- How much is to be done, and for how many seconds the oldest piece that nobody holds has been due.
function answer.backlog()
  local oldest = call('ZRANGE', due, 0, 0, 'WITHSCORES')[2]
  return { call('ZCARD', due), tostring(math.max(0, oldest and now - oldest or 0)) }
end

return answer[ARGV[1]](unpack(ARGV, 2))

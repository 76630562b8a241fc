-- Work that is still to be done, and when it has to be presumed lost. A script of its own, for workers alone: KEYS[1] is
-- the prefix of the deployment, ARGV[1] names an `answer`, the other arguments are its own.
--
-- Keys, each after the prefix and a colon:
--   agenda          zset  pieces of work, by when each is lost
--   agenda:held     hash  who holds a piece
--   agenda:taken    hash  how often a piece was taken
--   agenda:lost     hash  how often a piece was lost before anybody took it
--   agenda:nodes    zset  nodes, by when each has to be presumed dead
--   agenda:size     hash  how many processes each node has

local prefix, call = KEYS[1], redis.call
local agenda, nodes = prefix .. ':agenda', prefix .. ':agenda:nodes'
local held, taken, lost = prefix .. ':agenda:held', prefix .. ':agenda:taken', prefix .. ':agenda:lost'
local size = prefix .. ':agenda:size'
local seconds, microseconds = unpack(call('TIME'))
local now = seconds + microseconds / 1e6
local answer = {}

local function strike(piece)
  call('ZREM', agenda, piece)
  call('HDEL', held, piece)
  call('HDEL', taken, piece)
  call('HDEL', lost, piece)
end

function answer.put(after, ...)
  for _, piece in ipairs({ ... }) do call('ZADD', agenda, 'NX', now + after, piece) end
end

function answer.take(piece, holder, lease, most)
  local due = call('ZSCORE', agenda, piece)
  if not due then return 'gone' end
  if call('HEXISTS', held, piece) == 1 and tonumber(due) > now then return 'held' end
  if call('HINCRBY', taken, piece, 1) > tonumber(most) then return 'worn' end
  call('HSET', held, piece, holder)
  call('ZADD', agenda, now + lease, piece)
  return 'taken'
end

function answer.hold(piece, holder, lease)
  if call('HGET', held, piece) == holder then call('ZADD', agenda, 'XX', now + lease, piece) end
end

function answer.finish(piece, ...)
  strike(piece)
  answer.put(0, ...)
end

function answer.lost(patience, longest, most)
  local pieces = call('ZRANGEBYSCORE', agenda, '-inf', now, 'LIMIT', 0, most)
  for _, piece in ipairs(pieces) do
    local again = patience * 2 ^ math.min(call('HINCRBY', lost, piece, 1), 20)
    call('HDEL', held, piece)
    call('ZADD', agenda, now + math.min(again, longest), piece)
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

return answer[ARGV[1]](unpack(ARGV, 2))

-- Results by run: within bounds of bytes, the least recently used out first.

local function use(run_id)
  call('ZADD', key('results'), call('HINCRBY', key('counters'), 'uses', 1), run_id)
end

local function drop_result(run_id)
  local size = call('HGET', key('sizes'), run_id)
  if not size then return end
  local hash = call('HGET', key('blob', run_id), 'hash')
  if hash then release('answers', hash, run_id) end
  call('DEL', key('blob', run_id))
  call('HDEL', key('sizes'), run_id)
  call('ZREM', key('results'), run_id)
  call('HINCRBY', key('counters'), 'bytes', -size)
end

local function waits_for_the_archive(run_id)
  return call('ZSCORE', key('outbox'), run_id)
end

-- The least recently used of those the archive has; should it have none of them, the least recently used.
local function dispensable()
  local results = call('ZRANGE', key('results'), 0, 99)
  for index, run_id in ipairs(results) do
    if index < #results and not waits_for_the_archive(run_id) then return run_id end
  end
  return results[1]
end

local function make_room(bytes, max_bytes)
  while bytes > max_bytes and call('ZCARD', key('results')) > 1 do
    drop_result(dispensable())
    bytes = tonumber(call('HGET', key('counters'), 'bytes'))
  end
end

local function run_with_answer(hash, now, cache_ttl)
  local run_id = call('GET', key('answers', hash))
  local kept_at = run_id and call('HGET', key('blob', run_id), 'kept_at')
  local answers = kept_at and now - kept_at < cache_ttl
    and call('HGET', key('run', run_id), 'status') == 'completed'
  return answers and run_id or nil
end

function answer.completed_run(hash)
  local run_id = call('GET', key('answers', hash))
  local status, record = unpack(call('HMGET', key('run', run_id or ''), 'status', 'record'))
  return status == 'completed' and record
end

local function run_that_answers(hash, now, cache_ttl)
  local run_id = run_with_answer(hash, now, cache_ttl)
  call('HINCRBY', key('counters'), run_id and 'hits' or 'misses', 1)
  if run_id then use(run_id) end
  return run_id
end

local function forget_run(run_id)
  drop_result(run_id)
  call('DEL', key('run', run_id), key('jobs', run_id), key('wanted', run_id), key('events', run_id))
end

function answer.put_piece(upload, number, piece)
  call('HSET', key('upload', upload), number, piece)
  call('PEXPIRE', key('upload', upload), 60000)
end

-- The first result of a run is its result for ever, whoever comes with another one, and also once it was dropped.
function answer.put_blob(run_id, task, token, upload, pieces, last, size, etag, now, max_bytes, keep)
  local status, hash, found, version = unpack(call('HMGET', key('run', run_id), 'status', 'hash', 'etag', 'version'))
  local ended_badly = FINAL[status] and status ~= 'completed'
  if not status or ended_badly or found or not holds(version or '', task, token) then
    call('DEL', key('upload', upload))
    return found and not ended_badly and 1 or 0
  end
  now = clock(now)
  call('HSET', key('run', run_id), 'etag', etag)
  call('HSET', key('upload', upload), pieces - 1, last,
    'pieces', pieces, 'etag', etag, 'hash', hash, 'kept_at', now)
  call('RENAME', key('upload', upload), key('blob', run_id))
  call('PERSIST', key('blob', run_id))
  call('HSET', key('sizes'), run_id, size)
  call('SET', key('answers', hash), run_id, 'PX', keep)
  use(run_id)
  make_room(call('HINCRBY', key('counters'), 'bytes', size), tonumber(max_bytes))
  if FINAL[status] then keep_run(run_id, keep) end
  return 1
end

function answer.adopt(run_id, hash, kind, record, sequence, keep)
  drop_result(run_id)
  call('HDEL', key('run', run_id), 'etag')
  call('HSET', key('run', run_id),
    'record', record, 'sequence', sequence, 'status', 'completed', 'hash', hash, 'kind', kind)
  keep_run(run_id, keep)
end

function answer.forget(hash)
  local run_id = call('GET', key('answers', hash))
  if not run_id then return end
  drop_result(run_id)
  call('ZREM', key('outbox'), run_id)
  call('ZREM', key('outbox', 'due'), run_id)
end

function answer.take_unarchived(limit, seconds)
  local now = clock('')
  local run_ids = call('ZRANGE', key('outbox', 'due'), '-inf', now, 'BYSCORE', 'LIMIT', 0, limit)
  for _, run_id in ipairs(run_ids) do call('ZADD', key('outbox', 'due'), now + seconds, run_id) end
  return run_ids
end

function answer.archived(run_id, lost)
  call('ZREM', key('outbox', 'due'), run_id)
  if call('ZREM', key('outbox'), run_id) == 1 and lost == '1' then call('HINCRBY', key('counters'), 'lost', 1) end
end

function answer.blob(run_id)
  local blob = call('HMGET', key('blob', run_id), 'etag', 'pieces')
  if not blob[1] then return false end
  use(run_id)
  return blob
end

function answer.piece(run_id, etag, number)
  local found, piece = unpack(call('HMGET', key('blob', run_id), 'etag', number))
  return found == etag and piece
end

-- Sends the requests of a file in turn, over and over; ends with one line that a program can read. A line is
-- method, path, body, then names and values of headers, apart by tabs.
local requests = {}
local sent = 0

function init(args)
  for line in io.lines(args[1]) do
    local fields = {}
    for field in (line .. '\t'):gmatch('([^\t]*)\t') do
      fields[#fields + 1] = field
    end
    local headers = {}
    for index = 4, #fields, 2 do
      headers[fields[index]] = fields[index + 1]
    end
    local body = fields[3]
    if body == '' then
      body = nil
    end
    requests[#requests + 1] = wrk.format(fields[1], fields[2], headers, body)
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('RESULT %d %d %d %d %d\n', summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end

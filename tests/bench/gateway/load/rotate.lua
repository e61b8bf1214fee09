-- Posts the lines of a file in turn, over and over; ends with one line that a program can read.
local requests = {}
local sent = 0

function init(args)
  for line in io.lines(args[1]) do
    requests[#requests + 1] =
      wrk.format('POST', nil, { ['content-type'] = 'application/json', accept = 'application/json' }, line)
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

-- What wrk sends: one prepared request after the other, or one template with a key that never repeats.
-- Environment: HEADERS (lines "Name: value"), LINES (file of "METHOD path body"), TEMPLATE ("METHOD path body"
-- with {key} and {six} digits of a personal number); with LINES they are sent in their order, from the start again at the end.
-- EXPECTED is the status that a right answer has.

local headers, lines, at, template, count = {}, {}, 0, nil, 0
local expected = tonumber(os.getenv("EXPECTED") or "200")
local threads = {}
unexpected = 0

function setup(thread)
  threads[#threads + 1] = thread
end

function response(status)
  if status ~= expected then unexpected = unexpected + 1 end
end

function init(arguments)
  for line in (os.getenv("HEADERS") or ""):gmatch("[^\n]+") do
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  template = os.getenv("TEMPLATE")
  if os.getenv("LINES") then
    for line in io.lines(os.getenv("LINES")) do lines[#lines + 1] = line end
  end
  math.randomseed(tonumber(os.getenv("SEED") or "1"))
end

function request()
  local line
  if template then
    count = count + 1
    line = template:gsub("{key}", string.format("%08x-0000-4000-8000-%012x", math.random(0, 0x7fffffff), count))
    -- Another applicant each time: they do not wait for one another.
    line = line:gsub("{six}", string.format("%06d", math.random(0, 999999)))
  else
    at = at % #lines + 1
    line = lines[at]
  end
  local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
  if body == "" then body = nil end
  return wrk.format(method, path, headers, body)
end

function done(summary, latency, requests)
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("unexpected") end
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.3f, "p50": %.2f, "p95": %.2f, "p99": %.2f, "wrong": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, wrong,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end

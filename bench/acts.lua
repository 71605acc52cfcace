-- What wrk sends when acts follow one another: every client (a thread with one connection) does the acts of a file from
-- the first to the last, and again. A line of ACTS is six columns between tabs: name, share of the rounds that have it,
-- expected status, whether its "number" is kept, cookies, "METHOD path body". {client} is the number of the client from 1,
-- in the cookies too; in the path and the body {number} is what was kept last, {key} never repeats, {six} are digits of a
-- personal number.
-- HEADERS are lines "Name: value". What happened is written into the folder TOLD, a file a client, a line a request: name,
-- milliseconds, "wrong" or the number of the round; wrk can hand no table from its threads to its end.
-- Lua for wrk costs the machine a tenth of what a client in Python does.

local ffi = require("ffi")
ffi.cdef [[ typedef struct { long seconds, nanoseconds; } moment; int clock_gettime(int which, moment *told); ]]
local told = ffi.new("moment")
local MONOTONIC = 1

local threads, acts, headers = {}, {}, {}
local at, number, sent_at, count, chance, round, wrong, log = 1, "", 0, 0, 1, 1, 0, nil

local function now()
  ffi.C.clock_gettime(MONOTONIC, told)
  return tonumber(told.seconds) * 1000 + tonumber(told.nanoseconds) / 1e6
end

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("client", #threads)
end

function init(arguments)
  for line in (os.getenv("HEADERS") or ""):gmatch("[^\n]+") do
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  for line in io.lines(os.getenv("ACTS")) do
    local name, share, expected, keeps, cookies, method, path, body =
      line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(%S+) (%S+) ?(.*)$")
    local own = { Cookie = (cookies:gsub("{client}", tostring(client))) }
    for key, value in pairs(headers) do own[key] = value end
    acts[#acts + 1] = {
      name = name, share = tonumber(share), expected = tonumber(expected), keeps = keeps == "keep", headers = own,
      method = method, path = path, body = body ~= "" and body or nil,
    }
  end
  log = io.open(os.getenv("TOLD") .. "/" .. client, "w")
  log:setvbuf("line")
  math.randomseed(tonumber(os.getenv("SEED") or "1") + client)
end

local function step()
  repeat
    at = at + 1
    if at > #acts then at, round, chance = 1, round + 1, math.random() end
  until acts[at].share > chance or acts[at].share == 1
end

local function filled(text)
  if not text or not text:find("{", 1, true) then return text end
  count = count + 1
  text = text:gsub("{number}", number):gsub("{client}", tostring(client))
  text = text:gsub("{key}", string.format("%08x-0000-4000-8000-%012x", math.random(0, 0x7fffffff), count))
  return (text:gsub("{six}", string.format("%06d", math.random(0, 999999))))
end

function request()
  local act = acts[at]
  local text = wrk.format(act.method, filled(act.path), act.headers, filled(act.body))
  sent_at = now()
  return text
end

function response(status, _headers, body)
  local act = acts[at]
  local is_right = status == act.expected
  log:write(act.name, "\t", string.format("%.3f", now() - sent_at), "\t", is_right and round or "wrong", "\n")
  if is_right then
    if act.keeps then number = body:match('"number":%s*"([^"]+)"') or number end
    step()
  else
    wrong = wrong + 1
    if wrong == 1 then io.stderr:write(act.name, " ", status, " ", body:sub(1, 200), "\n") end
    -- A broken round is begun anew.
    at = 1
  end
end

function done(summary)
  local errors = summary.errors
  io.write(string.format(
    '\n{"seconds": %.3f, "broken": %d}\n',
    summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.timeout))
end

-- GET of one record by turns: BENCH_PATHS names a file with one path a line, BENCH_TOKEN one with the token.
-- SPDX-License-Identifier: GPL-3.0-or-later
local function lines(name)
    local found = {}
    for line in io.lines(os.getenv(name)) do found[#found + 1] = line end
    return found
end

local paths = lines("BENCH_PATHS")
local headers = { ["Authorization"] = "Bearer " .. lines("BENCH_TOKEN")[1] }
local turn = tonumber(os.getenv("BENCH_START") or "1")

function request()
    -- A stride that shares no factor with the count visits all, far from each other.
    turn = (turn + 7919) % #paths
    return wrk.format("GET", paths[turn + 1], headers)
end

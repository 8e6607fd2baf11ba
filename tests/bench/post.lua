-- POST of a new record: BENCH_PATHS holds the path of the collection, BENCH_TOKEN a file with the token.
-- SPDX-License-Identifier: GPL-3.0-or-later
local function first(name)
    for line in io.lines(os.getenv(name)) do return line end
end

local path = first("BENCH_PATHS")
local headers = {
    ["Authorization"] = "Bearer " .. first("BENCH_TOKEN"),
    ["Content-Type"] = "application/json",
}
local count = 0

function request()
    count = count + 1
    return wrk.format("POST", path, headers, '{"name":"new-' .. count .. '","category":"b","price":12.5,"quantity":7,'
        .. '"tags":["red","blue","green"],"description":"A description of about the length that people write in such a field"}')
end

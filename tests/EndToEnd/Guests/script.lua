-- A script of some two hundred lines over what Lua offers: tables, strings, closures, coroutines, files, errors, time.
local scratch = arg[1]

local function section(name)
  print("-- " .. name)
end

section("numbers")
print(1 / 3, 7 // 2, -7 // 2, 7 % -3, 2 ^ 10, 1e300 * 1e10, math.pi)
print(math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger)
print(string.format("%5.2f|%-8s|%08x|%q", 3.14159, "left", 48879, "quo\"ted\n"))
print(0x7fffffffffffffff & 0xff00, 5 | 8, 5 ~ 1, ~0, 1 << 40, 256 >> 4)
print(tostring(10 // 0.0), tostring(-10 % math.huge), math.tointeger(3.0), math.type(1), math.type(1.0))

section("tables")
local squares = {}
for i = 1, 100 do squares[i] = i * i end
print(#squares, squares[10], squares[101])
table.sort(squares, function(a, b) return a % 10 < b % 10 or (a % 10 == b % 10 and a < b) end)
print(table.concat(squares, " ", 1, 20))
table.insert(squares, 1, "first")
print(table.remove(squares), table.remove(squares, 1), #squares)
print(select("#", table.unpack({ 1, nil, 3 }, 1, 3)), select(-1, "a", "b", "c"))
local counts = {}
for word in ("the cat and the dog and the bird"):gmatch("%a+") do counts[word] = (counts[word] or 0) + 1 end
local words = {}
for word in pairs(counts) do words[#words + 1] = word end
table.sort(words)
for _, word in ipairs(words) do io.write(word, "=", counts[word], " ") end
print()
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ","))

section("strings")
print(("hello"):upper(), ("Hello"):rep(3, "-"), ("abc"):reverse(), #"äöü", utf8.len("äöü"))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
print(("one two  three"):gsub("%s+", "_"))
print(("x=1, y=2"):gsub("(%w+)=(%w+)", "%2=%1"))
print(("$name is $age"):gsub("%$(%w+)", { name = "Lua", age = 30 }))
print(string.byte("ABC", 1, -1), string.char(76, 117, 97))
print(string.pack("<i4", 100):byte(1, -1))
print(string.unpack("<i4", string.pack("<i4", -2)))
for position, code in utf8.codes("aé€") do io.write(position, ":", code, " ") end
print()
local long = {}
for i = 1, 20000 do long[i] = tostring(i) end
long = table.concat(long)
print(#long, long:sub(-5), long:find("19999", 1, true))

section("functions")
local function counter(step)
  local value = 0
  return function()
    value = value + step
    return value
  end
end
local a, b = counter(1), counter(10)
a()
print(a(), a(), b(), b())
local function sum(...)
  local total = 0
  for _, v in ipairs({ ... }) do total = total + v end
  return total, select("#", ...)
end
print(sum(1, 2, 3, 4, 5))
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
print(fib(24))
local memo = setmetatable({}, { __index = function(t, n)
  local v = n < 2 and n or t[n - 1] + t[n - 2]
  rawset(t, n, v)
  return v
end })
print(memo[80])
local function tail(n) if n == 0 then return "bottom" end return tail(n - 1) end
print(tail(1000000))

section("objects")
local Account = {}
Account.__index = Account
Account.__tostring = function(self) return "account of " .. self.owner end
Account.__add = function(x, y) return x.balance + y.balance end
Account.__eq = function(x, y) return x.balance == y.balance end
Account.__lt = function(x, y) return x.balance < y.balance end
Account.__len = function(self) return self.balance end
Account.__call = function(self, n) self.balance = self.balance + n return self end
Account.__close = function(self) print("closed " .. self.owner) end
function Account.new(owner, balance) return setmetatable({ owner = owner, balance = balance }, Account) end
local x, y = Account.new("Ann", 50), Account.new("Bob", 70)
print(tostring(x), x + y, x == y, x < y, #x, x(30).balance)
do
  local guarded <close> = Account.new("Eve", 1)
  print("in the block")
end

section("coroutines")
local function producer(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end)
end
for i, square in producer(5) do io.write(i, ":", square, " ") end
print()
local co = coroutine.create(function(...)
  local got = { ... }
  while true do
    got = { coroutine.yield(#got) }
    if #got == 0 then error("nothing came") end
  end
end)
print(coroutine.resume(co, 1, 2))
print(coroutine.resume(co, 1, 2, 3))
print(coroutine.resume(co))
print(coroutine.status(co), coroutine.resume(co))
local function permutations(items, n)
  n = n or #items
  if n <= 1 then coroutine.yield(items) end
  for i = 1, n do
    items[n], items[i] = items[i], items[n]
    permutations(items, n - 1)
    items[n], items[i] = items[i], items[n]
  end
end
local count = 0
for p in coroutine.wrap(function() permutations({ 1, 2, 3, 4, 5, 6, 7 }) end) do count = count + p[1] end
print(count)

section("errors")
print(pcall(error, { code = 5 }) , select(2, pcall(error, "plain", 0)))
print(select(2, pcall(function() return nil + 1 end)))
print(select(2, pcall(function() local t; t.x = 1 end)))
print(xpcall(function() error("deep", 0) end, function(m) return "handled " .. m end))
print(select(2, load("x = = 1")))
print(select(2, pcall(string.rep, "x", -1)) == "", select(2, pcall(string.rep)))
local ok, message = pcall(function() local function f() return f() + 1 end return f() end)
print(ok, message:match("stack overflow"))

section("files")
local path = scratch .. "/lines.txt"
local file = assert(io.open(path, "w"))
for i = 1, 5000 do file:write("line ", i, "\n") end
file:close()
local n, bytes = 0, 0
for line in io.lines(path) do n, bytes = n + 1, bytes + #line end
print(n, bytes)
file = assert(io.open(path, "r+"))
print(file:seek("end"), file:seek("set", 10), file:read(7), file:read("l"), file:read("n"))
file:seek("end")
file:write("appended")
file:seek("end", -8)
print(file:read("a"), file:seek())
file:close()
print(io.type(file), pcall(file.read, file))
print(io.open(scratch .. "/none/file", "w"))
print(io.open(scratch .. "/none"))
print(os.rename(path, scratch .. "/renamed"), os.remove(scratch .. "/renamed"), os.remove(scratch .. "/renamed"))
local name = os.tmpname()
print(#name > 5, os.remove(name))
for line in io.read("a"):gmatch("[^\n]+") do io.write("[", line, "]") end
print()
file = io.tmpfile()
file:write("temporary")
file:seek("set")
print(file:read("a"))

section("time and the rest")
print(os.time({ year = 2020, month = 1, day = 2, hour = 12 }) > 1577000000, os.date("!%Y-%m-%d %H:%M:%S", 86400))
print(os.getenv("NOT_SET"), os.clock() >= 0, os.time() > 1700000000)
local weak = setmetatable({}, { __mode = "v" })
weak[1], weak[2] = {}, "text"
local garbage = {}
for i = 1, 200000 do garbage[i % 100] = { i, tostring(i) } end
collectgarbage()
print(weak[1], weak[2], collectgarbage("count") > 10)
io.stderr:write("to standard error\n")
os.exit(9, true)

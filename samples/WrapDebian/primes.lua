-- Prints the primes below the number given when the bundle is run, 100 by default.
local limit = tonumber(arg[1]) or 100
local composite, primes = {}, {}
for number = 2, limit - 1 do
  if not composite[number] then
    primes[#primes + 1] = number
    for multiple = number * number, limit - 1, number do composite[multiple] = true end
  end
end
print(#primes .. " primes below " .. limit .. ": " .. table.concat(primes, " "))

using System;
using System.Diagnostics;
using System.Globalization;
using LiteBox.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace LiteBox.Conformance;

/// <summary>
/// Random system calls never end or stop the library OS. LITEBOX_FUZZ_MINUTES and LITEBOX_FUZZ_SEED (<c>./build.sh fuzz</c>) say for
/// how long and which come first; the same seed makes the same calls.
/// </summary>
public class FuzzTests(ITestOutputHelper log)
{
    private const int Segmentation = 128 + 11, Bus = 128 + 7, Instruction = 128 + 4, Arithmetic = 128 + 8;

    private static readonly string[] s_shape = ["4000", "4", "/tmp/fuzz"];

    [Fact]
    public void RandomCallsDoNotEndTheLibraryOs()
    {
        string bundle = Program.Bundle(Program.Compile("fuzz", "fuzz.c", "table.c"));
        var limit = TimeSpan.FromMinutes(Setting("LITEBOX_FUZZ_MINUTES", 1));
        long first = Setting("LITEBOX_FUZZ_SEED", 1), seed = first;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < limit; seed++)
        {
            Outcome outcome;
            try
            {
                outcome = Command.Run(bundle, [seed.ToString(CultureInfo.InvariantCulture), .. s_shape], limit: TimeSpan.FromSeconds(40));
            }
            catch (TimeoutException e)
            {
                Assert.Fail($"Seed {seed} hangs: {e.Message}");
                return;
            }

            // What the guest does to itself is a signal of the guest's.
            Assert.True(outcome.ExitCode is 0 or Segmentation or Bus or Instruction or Arithmetic && !outcome.ErrorText.Contains("litebox:", StringComparison.Ordinal),
                $"Seed {seed} ended the library OS with status {outcome.ExitCode}:\n{outcome.ErrorText}");
        }

        log.WriteLine($"seeds {first} to {seed - 1}");
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}

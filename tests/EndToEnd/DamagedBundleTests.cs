using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Bundles whose file is damaged end with a message, never by a fault of the library OS or in what is not ours.</summary>
public sealed class DamagedBundleTests
{
    private const int CannotExecute = 126, NotFound = 127;

    private static readonly string s_bundle = Bundle.Of(Guest.StaticC("hello"));
    private static readonly byte[] s_whole = File.ReadAllBytes(s_bundle);
    private static readonly int s_root = (int)BundlePolicy.RootOffset(s_bundle);
    private static readonly int s_policy = s_whole.AsSpan(0, s_root).LastIndexOf("LBPOLICY"u8);

    [Fact]
    public void EveryDamageToThePolicyIsTold()
    {
        Random random = new(1);
        int length = BitConverter.ToInt32(s_whole, s_policy + 16);
        IEnumerable<int> places = Enumerable.Range(0, 64).Concat(Enumerable.Range(0, 60).Select(_ => random.Next(length)));
        foreach (int place in places)
            AssertRefused(Changed(s_policy + place, (byte)(1 << random.Next(8))), $"byte {place} of the policy");
    }

    [Fact]
    public void AFileThatIsCutShortIsTold()
    {
        Random random = new(2);
        IEnumerable<int> lengths = [s_policy, s_policy + 4, s_policy + 64, s_root, s_root + 1, s_whole.Length - 1, s_whole.Length - 4096];
        foreach (int length in lengths.Concat(Enumerable.Range(0, 20).Select(_ => random.Next(s_policy, s_whole.Length))))
            AssertRefused(s_whole[..length], $"only {length} of {s_whole.Length} bytes");
    }

    [Fact]
    public void DamageToTheRootImageIsAMessageOrTheProgramsOwnEnd()
    {
        Random random = new(3);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            // The superblock and the inodes come first. Behind them lies the program, whose faults are its own.
            int place = s_root + (i % 3 == 0 ? 1024 + random.Next(128) : random.Next(8192));
            Outcome outcome = Run(Changed(place, (byte)(1 << random.Next(8))));
            string what = $"byte {place - s_root} of the root image: status {outcome.ExitCode}, {outcome.ErrorText}";
            Assert.DoesNotContain("panic", outcome.ErrorText, StringComparison.Ordinal);
            bool ours = outcome.ErrorText.Contains("litebox:", StringComparison.Ordinal);
            refused += ours ? 1 : 0;
            Assert.True(!ours || outcome.ExitCode is CannotExecute or NotFound, what);
        }

        Assert.True(refused > 0, "No damage was found out: the test looks at the wrong place.");
    }

    private static byte[] Changed(int place, byte bits)
    {
        byte[] bytes = s_whole.AsSpan().ToArray();
        bytes[place] ^= bits;
        return bytes;
    }

    private static void AssertRefused(byte[] bundle, string what)
    {
        Outcome outcome = Run(bundle);
        Assert.True(outcome.ExitCode == CannotExecute && outcome.ErrorText.StartsWith("litebox: the bundle", StringComparison.Ordinal),
            $"{what}: status {outcome.ExitCode}, {outcome.OutputText}{outcome.ErrorText}");
    }

    private static Outcome Run(byte[] bytes)
    {
        string path = Bundle.FreshPath("damaged");
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Outcome outcome = Command.Run(path, []);
        File.Delete(path);
        return outcome;
    }
}

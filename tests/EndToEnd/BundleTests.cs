using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>The file that the tool makes: its size, what is not in it, that it is the same each time.</summary>
public sealed class BundleTests
{
    // What a bundle may be larger than its program, in bytes. The project's goal for the trimmed ones is 150,000; these only go down.
    private const long StaticBudget = 150_000, MuslBudget = 150_000, WholeBudget = 900_000;

    [Theory]
    [InlineData("static", "full", StaticBudget)]
    [InlineData("musl", "full", MuslBudget)]
    [InlineData("static", "none", WholeBudget)]
    public void The_library_OS_is_small(string kind, string trim, long budget)
    {
        string program = Guest.Of(kind, "hello");
        string bundle = Bundle.Of(program, new BundleOptions { Extra = ["--trim", trim] });
        long added = new FileInfo(bundle).Length - new FileInfo(program).Length;
        Assert.True(added <= budget, $"adds {added} bytes, at most {budget} are allowed");
        Assert.Equal("hello, world\n", Command.Run(bundle, []).OutputText);
    }

    [Fact]
    public void What_is_trimmed_is_gone()
    {
        string hello = Guest.StaticC("hello");
        string trimmed = Symbols(hello, "--trim", "full"), whole = Symbols(hello, "--trim", "none"), asked = Symbols(hello, "--syscall", "renameat2");
        foreach (string handler in (string[])["Rename", "MakeSymbolicLink", "ProcTasks", "SignalFrame__Push", "RegularFile__WriteAtPlace"])
        {
            Assert.Contains(handler, whole);
            Assert.DoesNotContain(handler, trimmed);
        }
        Assert.Contains("Rename", asked);
        Assert.DoesNotContain("MakeSymbolicLink", asked);
    }

    [Fact]
    public void Two_folders_give_the_same_bytes()
    {
        string first = Scratch.Empty("reproduce-1"), second = Scratch.Empty("reproduce-2/with/a/longer/name");
        byte[] Make(string folder)
        {
            string program = Path.Combine(folder, "program"), data = Path.Combine(folder, "data"), output = Path.Combine(folder, "out");
            File.Copy(Guest.DynamicCpp("features"), program);
            Directory.CreateDirectory(data);
            foreach (string name in folder == first ? (string[])["a", "b", "c"] : ["c", "b", "a"])
            {
                File.WriteAllText(Path.Combine(data, name), name);
                File.SetLastWriteTimeUtc(Path.Combine(data, name), DateTime.UnixEpoch);
            }
            // The times of the input files are part of the input.
            File.SetLastWriteTimeUtc(program, DateTime.UnixEpoch);
            Directory.SetLastWriteTimeUtc(data, DateTime.UnixEpoch);
            Outcome outcome = Bundle.Tool(
                ["bundle", program, "--guest-path", "/bin/program", "--file", data + ":/data", "-o", output, "--cache", Path.Combine(folder, "cache")]);
            Assert.True(outcome.ExitCode == 0, outcome.ErrorText);
            return File.ReadAllBytes(output);
        }
        byte[] one = Make(first), two = Make(second);
        Assert.Equal(one.Length, two.Length);
        int differs = one.AsSpan().CommonPrefixLength(two);
        Assert.True(differs == one.Length, $"the bundles differ at byte {differs:x}");
    }

    [Fact]
    public void A_second_bundle_of_the_same_needs_compiles_nothing()
    {
        string folder = Scratch.Empty("cache");
        JsonNode Make(string program) => JsonNode.Parse(Check(
            "bundle", program, "--json", "--cache", Path.Combine(folder, "cache"), "-o", Path.Combine(folder, Path.GetFileName(program))))!;
        bool Cached(JsonNode report, string stage) =>
            report["stages"]!.AsArray().Single(s => (string)s!["stage"]! == stage)!["cached"]!.GetValue<bool>();
        JsonNode first = Make(Guest.StaticC("hello"));
        Assert.False(Cached(first, "Compile"));
        JsonNode again = Make(Guest.StaticC("hello"));
        Assert.True(Cached(again, "Compile"));
        Assert.True(Cached(again, "Rewrite"));
        // Another program, but the same system calls: copied under another name.
        string copy = Path.Combine(folder, "renamed");
        File.Copy(Guest.StaticC("hello"), copy);
        Assert.True(Cached(Make(copy), "Compile"));
    }

    [Fact]
    public void Analyze_explain_and_inspect_agree_with_the_bundle()
    {
        string hello = Guest.StaticC("hello");
        JsonNode analysis = JsonNode.Parse(Check("analyze", hello, "--json"))!;
        Assert.Contains("write", analysis.ToJsonString());
        Assert.Contains("write", Check("explain", hello, "write"));
        Assert.NotEmpty(Check("explain", hello, "write", "--json"));
        string inspected = Check("inspect", Bundle.Of(hello), "--json");
        Assert.Contains("write", inspected);
        Assert.Contains(Path.GetFileName(hello), inspected);
        Assert.NotEmpty(Check("inspect", Bundle.Of(hello)));
    }

    [Theory]
    [InlineData(South.Linux, "exit_group")]
    [InlineData(South.Windows, "NtWriteFile")]
    [InlineData(South.Kvm, null)]
    public void Inspect_tells_the_same_of_every_target(South south, string? hostCall)
    {
        string hello = Guest.StaticC("hello"), bundle = Bundle.Of(hello, new BundleOptions { South = south });
        JsonNode report = JsonNode.Parse(Check("inspect", bundle, "--json"))!;
        Assert.Equal(south.ToString(), (string?)report["target"]);
        Assert.EndsWith(Path.GetFileName(hello), (string?)report["program"]);
        string[] calls = [.. report["hostCalls"]!.AsArray().Select(call => (string)call!)];
        Assert.Equal(hostCall is null, calls.Length == 0);
        Assert.True(hostCall is null || calls.Any(call => call.Contains(hostCall, StringComparison.Ordinal)), string.Join('\n', calls));
        Assert.Contains("write", report["syscallsKept"]!.AsArray().Select(call => (string)call!));
        Assert.Contains(report["files"]!.AsArray(), file => ((string)file!["path"]!).EndsWith(Path.GetFileName(hello), StringComparison.Ordinal));
        Assert.Contains("target              " + south.ToString().ToLowerInvariant() + "\n", Check("inspect", bundle));
    }

    [Fact]
    public void The_root_file_system_is_a_sound_EROFS_image()
    {
        string bundle = Bundle.Of(Guest.Installed("busybox", "busybox-static"), new BundleOptions { Files = [(Tree.Get(), Tree.Path)] });
        JsonNode report = JsonNode.Parse(Check("inspect", bundle, "--json"))!;
        long offset = BundlePolicy.RootOffset(bundle);
        string image = Bundle.FreshPath("root.erofs");
        using (FileStream source = File.OpenRead(bundle), target = File.Create(image))
        {
            source.Position = offset;
            source.CopyTo(target);
        }
        Command.Check(Guest.Tool("fsck.erofs", "erofs-utils"), image);
        Assert.NotNull(report);
    }

    private static string Symbols(string program, params string[] options)
    {
        string symbols = Bundle.FreshPath("symbols.txt");
        Check(["bundle", program, "-o", Bundle.FreshPath("symbols"), "--symbols", symbols, .. options]);
        return File.ReadAllText(symbols);
    }

    private static string Check(params string[] arguments)
    {
        Outcome outcome = Bundle.Tool(arguments);
        Assert.True(outcome.ExitCode == 0, $"litebox {string.Join(' ', arguments)} ended with {outcome.ExitCode}: {outcome.ErrorText}");
        return outcome.OutputText;
    }
}

using System;
using System.IO;
using System.Text.RegularExpressions;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Wrong input to the tool: an LB code that names the file and a remedy, a failing exit code, nothing left behind.</summary>
public sealed partial class ErrorTests
{
    [Fact]
    public void Corrupt_programs()
    {
        byte[] good = File.ReadAllBytes(Guest.StaticC("hello"));
        foreach ((string name, Func<byte[]> make) in new (string, Func<byte[]>)[]
        {
            ("empty", () => []),
            ("text", () => "#!/bin/sh\necho hello\n"u8.ToArray()),
            ("header-only", () => good[..64]),
            ("cut", () => good[..(good.Length / 2)]),
            ("bad-headers", () => With(good, 32, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
            ("bad-count", () => With(good, 56, 0xff, 0xff)),
            ("bad-entry-size", () => With(good, 54, 1, 0)),
            ("32-bit", () => With(good, 4, 1)),
            ("big-endian", () => With(good, 5, 2)),
            ("arm", () => With(good, 18, 183, 0)),
            ("object", () => With(good, 16, 1, 0)),
            ("core", () => With(good, 16, 4, 0)),
        })
        {
            string program = Path.Combine(Scratch.Empty("wrong-" + name), name);
            File.WriteAllBytes(program, make());
            Fails(program, name, "bundle", program);
        }
    }

    [Fact]
    public void Missing_things()
    {
        string folder = Scratch.Empty("missing");
        string nothing = Path.Combine(folder, "nothing");
        Fails(nothing, "no program", "bundle", nothing);
        Fails(folder, "a directory", "bundle", folder);
        string hello = Guest.StaticC("hello");
        Fails(nothing, "no file", "bundle", hello, "--file", nothing + ":/x");
        // A library that the program needs is nowhere.
        string library = Path.Combine(folder, "liblost.so"), source = Path.Combine(folder, "lost.c"), main = Path.Combine(folder, "main.c");
        File.WriteAllText(source, "int lost(void) { return 1; }\n");
        File.WriteAllText(main, "int lost(void); int main(void) { return lost(); }\n");
        string gcc = Guest.Tool("gcc", "gcc");
        Command.Check(gcc, "-shared", "-fPIC", "-o", library, source);
        string program = Path.Combine(folder, "needs-lost");
        Command.Check(gcc, "-o", program, main, "-L" + folder, "-llost");
        File.Delete(library);
        Fails("liblost.so", "no library", "bundle", program);
    }

    [Fact]
    public void Outputs_that_cannot_be_written()
    {
        string hello = Guest.StaticC("hello"), folder = Scratch.Empty("outputs");
        string inside = Path.Combine(folder, "none", "out");
        Assert.Contains("LB", Tool("bundle", hello, "-o", "/proc/out").ErrorText);
        Outcome directory = Tool("bundle", hello, "-o", folder);
        Assert.NotEqual(0, directory.ExitCode);
        Assert.Matches(Code(), directory.ErrorText);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Outcome missing = Tool("bundle", hello, "-o", inside);
        if (missing.ExitCode != 0)
            Assert.Matches(Code(), missing.ErrorText);
        else
            Assert.True(File.Exists(inside));
    }

    [Theory]
    [InlineData("--target", "plan9")]
    [InlineData("--trim", "some")]
    [InlineData("--on-trimmed", "explode")]
    [InlineData("--file", "nocolon")]
    [InlineData("--file", "/etc/passwd:relative")]
    [InlineData("--mount", "/tmp")]
    [InlineData("--mount", "/tmp:/x:maybe")]
    [InlineData("--env", "novalue")]
    [InlineData("--env", "=value")]
    [InlineData("--syscall", "frobnicate")]
    [InlineData("--no-syscall", "frobnicate")]
    [InlineData("--guest-path", "relative")]
    [InlineData("--workdir", "relative")]
    [InlineData("--no-such-option", "x")]
    public void Option_values_that_are_not_known(string option, string value)
    {
        string output = Bundle.FreshPath("not-made");
        Outcome outcome = Tool("bundle", Guest.StaticC("hello"), "-o", output, option, value);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Matches(Code(), outcome.ErrorText);
        Assert.False(File.Exists(output), "a bundle was left");
    }

    [Fact]
    public void Other_commands()
    {
        string text = Path.Combine(Scratch.Empty("other"), "text");
        File.WriteAllText(text, "not a program");
        foreach (string[] line in (string[][])[["analyze", text], ["explain", text, "write"], ["inspect", text], ["inspect", Guest.StaticC("hello")], ["explain", Guest.StaticC("hello"), "frobnicate"]])
        {
            Outcome outcome = Tool(line);
            Assert.True(outcome.ExitCode != 0, string.Join(' ', line) + " succeeded: " + outcome.OutputText);
            Assert.Matches(Code(), outcome.ErrorText);
        }
    }

    private static void Fails(string file, string what, params string[] arguments)
    {
        string folder = Scratch.Empty("not-made"), output = Path.Combine(folder, "out");
        Outcome outcome = Tool([.. arguments, "-o", output]);
        Assert.True(outcome.ExitCode is 1 or 2, $"{what}: exit code {outcome.ExitCode}, {outcome.ErrorText}");
        Assert.True(Code().IsMatch(outcome.ErrorText), $"{what}: no LB code in: {outcome.ErrorText}");
        Assert.True(outcome.ErrorText.Contains(Path.GetFileName(file), StringComparison.Ordinal), $"{what}: {file} is not named in: {outcome.ErrorText}");
        Assert.DoesNotContain("   at LiteBox", outcome.ErrorText);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        string code = Code().Match(outcome.ErrorText).Value;
        Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "diagnostics", code + ".md")), code + " has no page");
    }

    private static Outcome Tool(params string[] arguments) => Bundle.Tool(arguments);

    private static byte[] With(byte[] bytes, int at, params ReadOnlySpan<byte> replacement)
    {
        byte[] changed = [.. bytes];
        replacement.CopyTo(changed.AsSpan(at));
        return changed;
    }

    [GeneratedRegex("LB[0-9]{4}")]
    private static partial Regex Code();
}

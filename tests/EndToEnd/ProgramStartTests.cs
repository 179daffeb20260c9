using System.Collections.Generic;
using System.Linq;
using System.Text;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>How a program starts, talks to its standard streams, and ends.</summary>
public sealed class ProgramStartTests
{
    [Theory]
    [InlineData("static", false)]
    [InlineData("musl", false)]
    [InlineData("dynamic", false)]
    [InlineData("static", true)]
    [InlineData("musl", true)]
    [InlineData("dynamic", true)]
    public void Hello_says_hello(string kind, bool stress)
    {
        Outcome native = new Comparison(Guest.Of(kind, "hello")).Check(stress);
        Assert.Equal("hello, world\n", native.OutputText);
    }

    /// <summary>Every way to end, with the kind of program.</summary>
    public static TheoryData<string, string, bool> Endings()
    {
        var data = new TheoryData<string, string, bool>();
        string[] ways =
        [
            "return 0", "return 1", "return 255", "return 256", "return -1", "exit 3", "_exit 9", "raw-exit 77", "abort", "segv", "segv-blocked",
            "ill", "fpe", "sigpipe", "thread-exit 6", "main-leaves", "thread-segv", "signal 1", "signal 2", "signal 9", "signal 14", "signal 15",
            "signal 17", "signal 34",
        ];
        foreach (bool stress in new[] { false, true })
            foreach (string kind in (string[])["static", "musl", "dynamic"])
                foreach (string way in ways)
                    data.Add(kind, way, stress);
        return data;
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_program_ends_with_the_same_code(string kind, string way, bool stress)
    {
        new Comparison(Guest.Of(kind, "ending")) { Arguments = way.Split(' ') }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Arguments_and_environment_arrive_exactly(bool stress)
    {
        var environment = new Dictionary<string, string> { ["A"] = "1", ["EMPTY"] = "", ["WITH"] = "a=b c\td", ["UMLAUT"] = "äöü" };
        foreach (string kind in (string[])["static", "musl", "dynamic"])
            new Comparison(Guest.Of(kind, "echo"))
            {
                Arguments = ["one", "", "two words", "-x", "--", "ünï", "line\nbreak", new string('l', 100_000)],
                Options = new BundleOptions { Environment = environment },
            }.Check(stress);
    }

    [Theory]
    [InlineData("pipe", "\"$@\"")]
    [InlineData("file", "\"$@\" < /tmp/litebox-e2e/stdin-of-tests")]
    [InlineData("null", "\"$@\" < /dev/null")]
    [InlineData("closed", "\"$@\" <&-")]
    public void Standard_input_is_read_to_its_end(string _, string shell)
    {
        byte[] input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => i + "\n")));
        System.IO.Directory.CreateDirectory("/tmp/litebox-e2e");
        System.IO.File.WriteAllBytes("/tmp/litebox-e2e/stdin-of-tests", input);
        foreach (bool stress in new[] { false, true })
            foreach (string kind in (string[])["static", "dynamic"])
                new Comparison(Guest.Of(kind, "echo")) { Arguments = ["copy"], Input = input, Shell = shell }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Large_output_arrives_whole(bool stress)
    {
        new Comparison(Guest.StaticC("echo")) { Arguments = ["flood", "20000000"] }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void A_reader_that_leaves_ends_the_program(bool stress)
    {
        new Comparison(Guest.StaticC("echo")) { Arguments = ["flood", "20000000"], Shell = "(\"$@\"; echo $? >&2) | head -c 1000" }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Closed_standard_output_is_an_error_to_the_program(bool stress)
    {
        new Comparison(Guest.StaticC("echo")) { Arguments = ["to-closed"], Shell = "\"$@\" >&-" }.Check(stress);
        new Comparison(Guest.StaticC("echo")) { Arguments = ["flood", "10"], Shell = "\"$@\" >/dev/full" }.Check(stress);
    }

    [Fact]
    public void Arguments_of_the_bundle_come_before_those_of_the_run()
    {
        string program = Guest.StaticC("echo");
        string bundle = Bundle.Of(program, new BundleOptions { Extra = ["--arg", "first", "--arg=-second", "--env", "X=y"] });
        Outcome outcome = Command.Run(bundle, ["third"], environment: new Dictionary<string, string> { ["HOST_SECRET"] = "1" });
        Assert.Equal(
            "argument 1 [first]\nargument 2 [-second]\nargument 3 [third]\nend 1\nenvironment [X=y]\nterminal 0 0\n", outcome.OutputText);
        Assert.Equal(0, outcome.ExitCode);
    }
}

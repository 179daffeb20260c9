using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Programs that print what they see of the system: boxed, they see what they see natively.</summary>
public sealed class SystemCallTests
{
    /// <summary>How a guest is compiled, its name, and whether the library OS collects at every call.</summary>
    public static TheoryData<string, string, bool> Guests()
    {
        var data = new TheoryData<string, string, bool>();
        string[] statics =
        [
            "memory", "paths", "fileio", "directories", "pipes", "threads", "signals", "overflow", "vectors", "clocks", "procself", "pointers", "errors",
            "rawsyscall", "shared", "sharedfork", "processes", "sharers", "rights", "fifos", "filectl", "watching", "pty", "eventfds", "families",
            "barriers", "futexes", "scheduling", "timers", "sigdetail", "threadpointer",
        ];
        foreach (bool stress in new[] { false, true })
        {
            foreach (string name in statics)
                data.Add("static", name, stress);
            foreach (string name in (string[])["memory", "shared", "sharedfork", "fileio", "pipes", "threads", "signals", "clocks", "rawsyscall", "futexes", "processes"])
                data.Add("dynamic", name, stress);
            foreach (string name in (string[])["memory", "pipes", "signals", "processes"])
                data.Add("musl", name, stress);
            data.Add("static", "mapwalk", stress);
            data.Add("static", "memorykeys", stress);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Guests))]
    public void A_program_sees_the_same_system_in_its_box(string kind, string name, bool stress)
    {
        new Comparison(Guest.Of(kind, name))
        {
            ScratchName = kind + "-" + name,
            Arguments = ["{scratch}", "{program}"],
            // No analysis sees the calls of code that is written at run time: such a program asks for all of them.
            Options = new BundleOptions { Extra = name is "rawsyscall" or "errors" or "pointers" ? ["--trim", "none"] : [] },
        }.Check(stress);
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("threads", false)]
    [InlineData("script", false)]
    [InlineData("plain", true)]
    [InlineData("threads", true)]
    [InlineData("script", true)]
    public void Execve_replaces_the_program_in_place(string how, bool stress)
    {
        new Comparison(Guest.StaticC("exec")) { ScratchName = "exec-" + how, Arguments = ["{scratch}", "{program}", how] }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void The_end_of_a_process_reaches_what_its_threads_start_meanwhile(bool stress)
    {
        new Comparison(Guest.StaticC("endraces")) { ScratchName = "endraces" }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Execve_starts_another_program_of_the_bundle(bool stress)
    {
        string other = Guest.DynamicC("echo");
        new Comparison(Guest.StaticC("execother"))
        {
            Arguments = [other],
            // The second program's libraries are not found by themselves: only the main program's are.
            Options = new BundleOptions { Files = [(other, other), .. Installation.LibrariesOf(other)] },
        }.Check(stress);
    }
}

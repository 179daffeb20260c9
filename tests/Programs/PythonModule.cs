using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Programs;

/// <summary>What came of the cases of one module of CPython's own tests, natively or boxed.</summary>
internal sealed class PythonModule
{
    private const string Passed = "passed";
    private const int MostRepetitions = 2, MostRepeated = 40;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(25);
    private static readonly ConcurrentDictionary<(string, bool), Lazy<PythonModule>> s_runs = new();

    private PythonModule(Dictionary<string, string> cases, string text)
    {
        Cases = cases;
        Text = text;
    }

    /// <summary>True when nobody has chosen the modules (LITEBOX_PYTHON_MODULES, <c>./build.sh programs</c>): a few quick ones run.</summary>
    public static bool AreQuick { get; } = Environment.GetEnvironmentVariable("LITEBOX_PYTHON_MODULES") is null;

    /// <summary>The modules of this run.</summary>
    public static string[] Chosen { get; } = (Environment.GetEnvironmentVariable("LITEBOX_PYTHON_MODULES") ?? "test_mmap test_select test_fcntl test_tempfile")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>By name of the case: passed, skipped or failed.</summary>
    public Dictionary<string, string> Cases { get; }

    /// <summary>What the run printed.</summary>
    public string Text { get; private set; }

    /// <summary>Runs a module, once.</summary>
    public static PythonModule Native(string module) => Once(module, false, () => Run(module, boxed: false, []));

    /// <summary>
    /// Runs a module in the box, once. Many cases have time limits of their own, which a busy machine does not keep: what did not
    /// pass is run again, alone.
    /// </summary>
    public static PythonModule Boxed(string module) => Once(module, true, () =>
    {
        PythonModule run = Run(module, boxed: true, []);
        for (int i = 0; i < MostRepetitions && run.Missing(Native(module)) is { Length: > 0 and <= MostRepeated } missing; i++)
        {
            PythonModule again = Run(module, boxed: true, [.. missing.SelectMany(name => new[] { "-m", name })]);
            foreach (KeyValuePair<string, string> result in again.Cases)
                run.Cases[result.Key] = result.Value;
            run.Text = again.Text;
        }

        return run;
    });

    /// <summary>The cases that pass in another run and not in this one.</summary>
    public string[] Missing(PythonModule other) =>
        [.. other.Cases.Where(entry => entry.Value == Passed && Cases.GetValueOrDefault(entry.Key) != Passed).Select(entry => entry.Key)];

    private static PythonModule Once(string module, bool boxed, Func<PythonModule> run) =>
        s_runs.GetOrAdd((module, boxed), _ => new Lazy<PythonModule>(run)).Value;

    private static PythonModule Run(string module, bool boxed, string[] chosen)
    {
        string results = Path.Combine(PythonBundle.Results, module + (boxed ? ".boxed" : ".native") + ".xml");
        File.Delete(results);
        string program = boxed ? PythonBundle.Path : PythonBundle.Interpreter;

        // The box has 1024 descriptors; a terminal or a pipe as input makes a difference to some cases. Sockets of a hypervisor's
        // host are no part of Linux that every machine has.
        string[] line = ["-c", "ulimit -n 1024; exec \"$@\" </dev/null", "sh", "env", "-i", .. PythonBundle.Environment.Select(v => v.Key + "=" + v.Value),
            program, "-m", "test", "-v", "-i", "*VSOCK*", "--junit-xml", results, .. chosen, module];
        Outcome outcome = Command.Run("/bin/sh", line, directory: "/", limit: s_limit);
        return new PythonModule(Read(results), outcome.OutputText + outcome.ErrorText);
    }

    // A case that has parts or is run several times passes when all of them do.
    private static Dictionary<string, string> Read(string file)
    {
        var cases = new Dictionary<string, string>();
        foreach (XElement entry in Document(file).Descendants("testcase"))
        {
            string name = entry.Attribute("name")!.Value;
            string result = entry.Element("failure") is not null || entry.Element("error") is not null ? "failed"
                : entry.Element("skipped") is not null ? "skipped" : Passed;
            if (!cases.TryGetValue(name, out string? before) || before != "failed")
                cases[name] = result;
        }

        return cases;
    }

    // A run that broke off has left none, or half of one.
    private static XDocument Document(string file)
    {
        try
        {
            return File.Exists(file) ? XDocument.Load(file) : new XDocument();
        }
        catch (XmlException)
        {
            return new XDocument();
        }
    }
}

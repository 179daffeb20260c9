using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Programs;

/// <summary>Debian's CPython with its library, its tests and the programs that the tests start, in one bundle.</summary>
internal static class PythonBundle
{
    private const string Library = "/usr/lib/python3.11";

    private static readonly string[] s_programs =
    [
        "bash", "basename", "bzip2", "cat", "cp", "dash", "echo", "env", "false", "getconf", "getent", "grep", "gzip", "head", "id", "kill", "ls", "mkdir",
        "rm", "sed", "sh", "sleep", "stty", "tar", "touch", "true", "uname", "xz", "yes",
    ];

    // Cases that need these are left out natively too where they are not installed.
    private static readonly string[] s_archivers = ["unzip", "zip"];

    // Parts of the library that none of the tests needs.
    private static readonly string[] s_unneeded = ["test", "idlelib", "lib2to3", "ensurepip", "pydoc_data", "turtledemo", "tkinter"];

    // Parts of test/ that the quick modules use; all modules together get the whole of it.
    private static readonly string[] s_common = ["__init__.py", "__main__.py", "libregrtest", "support", "tf_inherit_check.py"];

    private static readonly Lazy<string> s_path = new(Make);

    /// <summary>The interpreter that the tests belong to, on the host and in the box.</summary>
    public const string Interpreter = "/usr/bin/python3.11";

    /// <summary>The bundle.</summary>
    public static string Path => s_path.Value;

    /// <summary>The environment of both runs.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = "/tmp", ["LANG"] = "C.UTF-8" };

    /// <summary>The directory that both runs leave their results in.</summary>
    public static string Results { get; } = Directory.CreateDirectory(System.IO.Path.Combine(Repository.Work, "python")).FullName;

    private static string Make()
    {
        string tests = System.IO.Path.Combine(Library, "test");
        if (!Directory.Exists(tests))
            throw new DirectoryNotFoundException("CPython's tests are not installed: apt-get install libpython3.11-testsuite");
        IEnumerable<string> library = Directory.EnumerateFileSystemEntries(Library).Where(entry => !s_unneeded.Contains(System.IO.Path.GetFileName(entry)));
        IEnumerable<string> modules = PythonModule.AreQuick
            ? s_common.Concat(PythonModule.Chosen.Select(module => module + ".py")).Select(name => System.IO.Path.Combine(tests, name))
            : [tests];
        IEnumerable<string> data = new[] { "/etc/passwd", "/etc/group", "/etc/services", "/etc/protocols", "/etc/localtime", "/etc/python3.11", "/usr/share/zoneinfo", "/usr/lib/locale" }
            .Where(System.IO.Path.Exists);
        return Bundle.Of(Interpreter, new BundleOptions
        {
            Files =
            [
                .. library.Concat(modules).Concat(data).Order(StringComparer.Ordinal).Select(path => (path, path)),
                .. s_programs.Select(name => (Guest.Installed(name, name), "/usr/bin/" + name)), (Guest.Installed("dash", "dash"), "/bin/sh"),
                .. s_archivers.Select(name => "/usr/bin/" + name).Where(File.Exists).Select(path => (path, path)),
            ],
            Environment = Environment,
            Extra = ["--guest-path", Interpreter, "--network", "loopback", "--mount", Results + ":" + Results + ":rw"],
        });
    }
}

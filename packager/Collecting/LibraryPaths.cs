using System;
using System.Collections.Generic;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>The directories that a dynamic linker searches on its own account, after those that the files name.</summary>
internal sealed class LibraryPaths
{
    /// <summary>The library that glibc loads to unwind a thread's stack: a need that no table names.</summary>
    public const string Unwinder = "libgcc_s.so.1";

    private const int IncludeLimit = 16;

    /// <summary>What glibc loads it for when it is called (pthread_exit(3), backtrace(3)).</summary>
    private static readonly HashSet<string> s_unwinding = ["pthread_exit", "pthread_cancel", "thrd_exit", "backtrace"];

    private LibraryPaths(bool isMusl, IReadOnlyList<string> configured, IReadOnlyList<string> builtIn, string? configuration)
    {
        IsMusl = isMusl;
        Configured = configured;
        BuiltIn = builtIn;
        ConfigurationFile = configuration;
    }

    /// <summary>Whether the interpreter is musl's, whose rules differ.</summary>
    public bool IsMusl { get; }

    /// <summary>Directories that the machine's configuration adds (ld.so.conf(5)).</summary>
    public IReadOnlyList<string> Configured { get; }

    /// <summary>Directories that the linker has compiled in.</summary>
    public IReadOnlyList<string> BuiltIn { get; }

    /// <summary>A file that the guest's linker reads the directories from; null when it needs none.</summary>
    public string? ConfigurationFile { get; }

    /// <summary>Whether the linker answers a name with itself, as musl's does (ldso/dynlink.c, load_library).</summary>
    public bool HasBuiltIn(string name)
    {
        if (!IsMusl || name.StartsWith("libc.musl", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (string part in (ReadOnlySpan<string>)["c", "pthread", "rt", "m", "dl", "util", "xnet"])
        {
            if (name.StartsWith("lib" + part + ".", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an image may make glibc load <see cref="Unwinder"/>.</summary>
    public bool LoadsUnwinderFor(ElfFile image)
    {
        // libc itself holds these functions; importing one is what counts.
        foreach (ElfSymbol symbol in image.DynamicSymbols)
        {
            if (!IsMusl && !symbol.IsDefined && s_unwinding.Contains(symbol.Name))
            {
                return true;
            }
        }

        return false;
    }

    public static LibraryPaths For(string interpreter, GuestFiles files)
    {
        string name = interpreter[(interpreter.LastIndexOf('/') + 1)..];
        return name.StartsWith("ld-musl-", StringComparison.Ordinal) ? Musl(interpreter, files) : Glibc(files);
    }

    /// <summary>musl: /etc/ld-musl-ARCH.path beside the directory of the interpreter replaces the defaults (ldso/dynlink.c).</summary>
    private static LibraryPaths Musl(string interpreter, GuestFiles files)
    {
        const string Configuration = "/etc/ld-musl-x86_64.path";
        int lib = interpreter.LastIndexOf("/lib/", StringComparison.Ordinal);
        string prefix = lib < 0 ? "" : interpreter[..lib];
        return files.ReadText(prefix + Configuration) is string text
            ? new LibraryPaths(
                true, [], text.Split([':', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                prefix + Configuration)
            : new LibraryPaths(true, [], ["/lib", "/usr/local/lib", "/usr/lib"], null);
    }

    private static LibraryPaths Glibc(GuestFiles files)
    {
        string[] builtIn =
        [
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
        ];
        var configured = new List<string>();
        ReadConfiguration("/etc/ld.so.conf", files, configured, 0);
        return new LibraryPaths(false, configured, builtIn, null);
    }

    private static void ReadConfiguration(string path, GuestFiles files, List<string> directories, int depth)
    {
        if (depth == IncludeLimit || files.ReadText(path) is not string text)
        {
            return;
        }

        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Split('#')[0].Trim();
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0] == "include")
            {
                foreach (string pattern in words[1..])
                {
                    string absolute = pattern.StartsWith('/') ? pattern : path[..(path.LastIndexOf('/') + 1)] + pattern;
                    foreach (string included in files.Glob(absolute))
                    {
                        ReadConfiguration(included, files, directories, depth + 1);
                    }
                }
            }
            else if (words.Length == 1 && words[0].StartsWith('/'))
            {
                directories.Add(words[0].TrimEnd('/'));
            }
        }
    }
}

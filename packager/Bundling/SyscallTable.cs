using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using LiteBox.Packager.Analysis;

namespace LiteBox.Packager.Bundling;

/// <summary>Every system call of x86-64 Linux with what the library OS does with it; docs/SYSCALLS.md is its text.</summary>
public static class SyscallTable
{
    /// <summary>Numbers behind which x86-64 Linux has nothing (any more): syscalls(2).</summary>
    private static readonly HashSet<string> s_obsolete = new(StringComparer.Ordinal)
    {
        "_sysctl", "afs_syscall", "create_module", "epoll_ctl_old", "epoll_wait_old", "get_kernel_syms", "get_thread_area", "getpmsg",
        "lookup_dcookie", "nfsservctl", "putpmsg", "query_module", "security", "set_thread_area", "tuxcall", "uselib", "vserver",
    };

    /// <summary>The table, by number.</summary>
    public static IReadOnlyList<SyscallSupport> Of(SyscallHandlers handlers)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        Dictionary<int, SyscallSupport> served = handlers.Support.ToDictionary(support => support.Number);
        return [.. SyscallNames.All.Select(number => served.GetValueOrDefault(number) ?? Unserved(number))];
    }

    /// <summary>The table as a page of documentation.</summary>
    public static string Markdown(SyscallHandlers handlers)
    {
        IReadOnlyList<SyscallSupport> table = Of(handlers);
        int Count(SyscallStatus status) => table.Count(support => support.Status == status);
        var text = new StringBuilder();
        text.Append(string.Create(CultureInfo.InvariantCulture, $"""
            # System calls

            Of the {table.Count} system calls of x86-64 Linux, {Count(SyscallStatus.Supported)} are supported and {Count(SyscallStatus.Partly)} partly. {Count(SyscallStatus.Refused)} are refused with ENOSYS or the
            error of a kernel that is built without them, and {Count(SyscallStatus.Obsolete)} are only numbers, ENOSYS on Linux too. A call that trimming removed from a
            bundle is ENOSYS, or ends the program, as the bundle's options say.

            Supported means: results, errors and what changes in memory are those of Linux, as far as tests/Conformance compares
            them; each call that is supported, in full or partly, has cases there. Partly says what is missing.

            This file is written by `./build.sh docs` from the attributes of the handlers (`litebox syscalls --markdown`).

            | number | call | status | |
            |---:|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (SyscallSupport support in table)
            text.Append(string.Create(CultureInfo.InvariantCulture, $"| {support.Number} | {support.Name} | {Word(support.Status)} | {support.Note} |\n"));
        return text.ToString();
    }

    /// <summary>The status as the table words it.</summary>
    public static string Word(SyscallStatus status) => status switch
    {
        SyscallStatus.Supported => "supported",
        SyscallStatus.Partly => "partly",
        SyscallStatus.Refused => "refused",
        _ => "ENOSYS on Linux too",
    };

    private static SyscallSupport Unserved(int number)
    {
        string name = SyscallNames.NameOf(number);
        return new SyscallSupport(number, name, s_obsolete.Contains(name) ? SyscallStatus.Obsolete : SyscallStatus.Refused, "");
    }
}

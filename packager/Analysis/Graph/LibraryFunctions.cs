using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Analysis.Graph;

/// <summary>
/// What functions of the GNU C library give to system calls where the code does not say it. A function is known by its name, which
/// is reserved to the library, or by that of all its callers; in a program without symbols nothing is known.
/// </summary>
internal static class LibraryFunctions
{
    /// <summary>What fopen(3) hands its arguments to, and where its mode is: the third argument.</summary>
    private const string OpenStream = "_IO_file_fopen";

    private const int ModePlace = 2;

    /// <summary>
    /// Functions that put the name of a file together: whatever it begins with, it ends as only data of the library does. A star
    /// stands for what is not known.
    /// </summary>
    private static readonly (string Function, string? Caller, string Pattern)[] s_paths =
    [
        ("_nl_load_locale", null, "*/LC_*"),
        ("_nl_load_domain", null, "*.mo"),
        ("read_alias_file", "_nl_expand_alias", "*/locale.alias"),
        ("__gconv_read_conf", null, "*/gconv-modules*"),
        ("_dl_map_object", null, "*.so*"),
        ("open_path", "_dl_map_object", "*.so*"),
        ("__sysconf_check_spec", null, "*/getconf/*"),

        // What lies in the directories above the working directory.
        ("getcwd", null, "../*"),
    ];

    /// <summary>Opens /dev/null or /dev/full where a standard stream is closed.</summary>
    private const string OpenDevices = "__libc_check_standard_fds";

    /// <summary>What sigaction(2) hands its arguments to, and where the action is: the second argument.</summary>
    private const string SetAction = "__libc_sigaction";

    private const int ActionPlace = 6;

    /// <summary>Locks that wait and wake: the operation holds a bit of the lock, and which it is else.</summary>
    private static readonly Dictionary<string, uint> s_locks = new()
    {
        ["__lll_lock_wait"] = Wait, ["__lll_lock_wake"] = Wake, ["pthread_rwlock_rdlock"] = Wake, ["pthread_rwlock_unlock"] = Wake,
        ["pthread_rwlock_wrlock"] = Wake, ["__futex_abstimed_wait_common"] = WaitBits, ["__futex_lock_pi64"] = LockInherited,
        ["__pthread_mutex_unlock_full"] = UnlockInherited,
    };

    // FUTEX_WAIT, FUTEX_WAKE, FUTEX_LOCK_PI, FUTEX_UNLOCK_PI, FUTEX_WAIT_BITSET.
    private const uint Wait = 0, Wake = 1, LockInherited = 6, UnlockInherited = 7, WaitBits = 9;

    /// <summary>Whether a site opens only devices.</summary>
    public static bool OpensDevices(NumberResolver resolver, NumberOrigin site) => resolver.NameAt(site) == OpenDevices;

    /// <summary>Whether the actions for signals that come from a site are the default: what the callers hand over was cleared.</summary>
    public static bool SetsDefault(NumberResolver resolver, NumberOrigin site) =>
        resolver.NameAt(site) == SetAction && resolver.IsClearedAtEntry(site, ActionPlace);

    /// <summary>The operation of futex(2) at a site, without the bits beside it; null when it is not known.</summary>
    public static uint? OperationAt(NumberResolver resolver, NumberOrigin site) =>
        s_locks.TryGetValue(resolver.NameAt(site), out uint operation) ? operation : null;

    /// <summary>The pattern of the paths that come from a site; null when nothing is known about them.</summary>
    public static string? PathAt(NumberResolver resolver, NumberOrigin site)
    {
        string name = Plain(resolver.NameAt(site));
        foreach ((string function, string? caller, string pattern) in s_paths)
        {
            if (name == function && (caller is null || IsOnlyCaller(resolver, site, caller)))
                return pattern;
        }
        return null;
    }

    /// <summary>Adds the flags with which streams are opened at a site: what the modes say that callers of fopen(3) give. False when they are not known.</summary>
    public static bool AddStreamFlags(
        NumberResolver resolver, NumberOrigin site, Func<IReadOnlySet<uint>?, IReadOnlySet<string>?> read, HashSet<uint> flags)
    {
        if (Plain(resolver.NameAt(site)) != OpenStream || read(resolver.ValuesAtEntry(site, ModePlace)) is not { } modes)
            return false;
        foreach (string mode in modes)
            flags.Add(FlagsOf(mode));
        return true;
    }

    /// <summary>The flags of open(2) that a mode of fopen(3) stands for.</summary>
    internal static uint FlagsOf(string mode)
    {
        const uint WriteOnly = 1, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, Truncate = 0x200, Append = 0x400, CloseOnExec = 0x8_0000;
        uint access = mode.StartsWith('r') ? 0 : WriteOnly;
        uint flags = mode.Length == 0 ? 0 : mode[0] switch
        {
            'w' => Create | Truncate,
            'a' => Create | Append,
            _ => 0,
        };
        foreach (char letter in mode.AsSpan(Math.Min(1, mode.Length)))
        {
            switch (letter)
            {
                case '+': access = ReadWrite; break;
                case 'x': flags |= Exclusive; break;
                case 'e': flags |= CloseOnExec; break;
            }
        }
        return access | flags;
    }

    // Compilers put a suffix behind the name of a copy that they made for some callers.
    private static string Plain(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? name[..dot] : name;

    private static bool IsOnlyCaller(NumberResolver resolver, NumberOrigin site, string name)
    {
        if (resolver.CallersAt(site) is not { Count: not 0 } callers)
            return false;
        foreach (string caller in callers)
        {
            if (Plain(caller) != name)
                return false;
        }
        return true;
    }
}

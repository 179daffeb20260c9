namespace LiteBox.South;

/// <summary>
/// Limits the process to the granted directories (landlock(7)): the wall behind <see cref="HostDirectories"/>, since the
/// filter cannot tell paths apart. It holds for every file opened from <see cref="Restrict"/> on. A kernel without Landlock
/// (before 5.13, or with it switched off) leaves the library OS and the filter as the only walls. A bundle without granted
/// directories needs none of this: its filter lets no file be opened.
/// </summary>
internal static unsafe class Landlock
{
    // LANDLOCK_ACCESS_FS_: what a directory is granted for.
    private const ulong WriteFile = 1 << 1, ReadFile = 1 << 2, ReadDirectory = 1 << 3, RemoveDirectory = 1 << 4, RemoveFile = 1 << 5,
        MakeDirectory = 1 << 7, MakeRegular = 1 << 8, MakeSymbolicLink = 1 << 12, Refer = 1 << 13, Truncate = 1 << 14;

    private const ulong Reading = ReadFile | ReadDirectory;
    private const ulong Writing = Reading | WriteFile | RemoveDirectory | RemoveFile | MakeDirectory | MakeRegular | MakeSymbolicLink | Refer | Truncate;

    // 0: none yet; else the descriptor + 1.
    private static uint s_ruleset;

    /// <summary>Adds what lies beneath a directory to what stays reachable.</summary>
    public static Errno Allow(uint directory, bool writable)
    {
        nint version = Host.LandlockVersion();
        if (version <= 0)
        {
            return Errno.None;
        }

        ulong handled = AllAccess(version);
        if (s_ruleset == 0)
        {
            nint ruleset = Host.LandlockCreate(&handled);
            if (ruleset < 0)
            {
                return (Errno)(int)-ruleset;
            }

            s_ruleset = (uint)ruleset + 1;
        }

        LandlockPath rule = new() { AllowedAccess = (writable ? Writing : Reading) & handled, Parent = (int)directory };
        nint added = Host.LandlockAdd(s_ruleset - 1, &rule);
        return added < 0 ? (Errno)(int)-added : Errno.None;
    }

    /// <summary>Denies everything that was not allowed, from here on and for good. The caller has set no_new_privs.</summary>
    public static Errno Restrict()
    {
        if (s_ruleset == 0)
        {
            return Errno.None;
        }

        nint result = Host.LandlockRestrict(s_ruleset - 1);
        return result < 0 ? (Errno)(int)-result : Errno.None;
    }

    /// <summary>Every right that this version of Landlock knows of: what is not handled is not restricted.</summary>
    private static ulong AllAccess(nint version) => version switch
    {
        1 => 0x1FFF,
        2 => 0x3FFF,
        3 or 4 => 0x7FFF,
        _ => 0xFFFF,
    };
}

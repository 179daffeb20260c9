namespace LiteBox.South;

/// <summary>
/// Limits the process to the granted directories and ports (landlock(7)): the wall behind <see cref="HostDirectories"/> and
/// <see cref="HostSockets"/>, since the filter can tell neither paths nor addresses apart. It holds for every file opened from <see cref="Restrict"/> on. A kernel without Landlock
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

    // What of the network is not kept to ports.
    private static ulong s_everyPort;

    /// <summary>LANDLOCK_ACCESS_NET_BIND_TCP and LANDLOCK_ACCESS_NET_CONNECT_TCP.</summary>
    public const ulong BindTcp = 1, ConnectTcp = 2;

    // The first version that knows of ports.
    private const int NetworkVersion = 4;

    // The first version with scopes, and LANDLOCK_SCOPE_SIGNAL.
    private const int ScopesVersion = 6;
    private const ulong ScopeSignal = 2;

    /// <summary>Adds what lies beneath a directory to what stays reachable.</summary>
    public static Errno Allow(uint directory, bool writable)
    {
        nint version = Host.LandlockVersion();
        if (version <= 0)
        {
            return Errno.None;
        }

        Errno error = Create(version);
        if (error != Errno.None)
        {
            return error;
        }

        LandlockPath rule = new() { AllowedAccess = (writable ? Writing : Reading) & AllAccess(version), Parent = (int)directory };
        return ToErrno(Host.LandlockAdd(s_ruleset - 1, &rule));
    }

    /// <summary>Lets every port be used in one way; before the first <see cref="AllowPort"/> and <see cref="Allow"/>.</summary>
    public static Errno AllowEveryPort(ulong access)
    {
        s_everyPort |= access;
        nint version = Host.LandlockVersion();
        return version < NetworkVersion ? Errno.None : Create(version);
    }

    /// <summary>Adds a port of TCP to those that may be bound, or connected to. A kernel before 6.7 does not tell ports apart.</summary>
    public static Errno AllowPort(ulong access, ushort port)
    {
        nint version = Host.LandlockVersion();
        if (version < NetworkVersion || (access & s_everyPort) != 0)
        {
            return Errno.None;
        }

        Errno error = Create(version);
        if (error != Errno.None)
        {
            return error;
        }

        LandlockPort rule = new() { AllowedAccess = access, Port = port };
        return ToErrno(HostSocketCalls.LandlockAddPort(s_ruleset - 1, &rule));
    }

    private static Errno Create(nint version)
    {
        if (s_ruleset != 0)
        {
            return Errno.None;
        }

        ulong* handled = stackalloc ulong[3];
        handled[0] = AllAccess(version);
        handled[1] = Capability.HostSockets && version >= NetworkVersion ? (BindTcp | ConnectTcp) & ~s_everyPort : 0;
        bool isScoped = Capability.Processes && version >= ScopesVersion;
        handled[2] = isScoped ? ScopeSignal : 0;
        nint ruleset = isScoped ? Host.LandlockCreateScoped(handled)
            : version >= NetworkVersion ? Host.LandlockCreateWithPorts(handled) : Host.LandlockCreate(handled);
        if (ruleset >= 0)
        {
            s_ruleset = (uint)ruleset + 1;
        }

        return ToErrno(ruleset);
    }

    private static Errno ToErrno(nint result) => result < 0 ? (Errno)(int)-result : Errno.None;

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

    /// <summary>
    /// Keeps signals inside the sandbox where the kernel can (6.12): a filter that must let processes signal each other cannot tell
    /// theirs from those of others. The ruleset of granted directories and ports has that in it: a second one would take from names
    /// the right to move between directories, which every ruleset takes that does not grant it (EXDEV).
    /// </summary>
    public static Errno KeepSignals()
    {
        if (s_ruleset != 0 || Host.LandlockVersion() < ScopesVersion)
        {
            return Errno.None;
        }

        ulong* attributes = stackalloc ulong[3];
        attributes[0] = attributes[1] = 0;
        attributes[2] = ScopeSignal;
        nint ruleset = Host.LandlockCreateScoped(attributes);
        nint result = ruleset < 0 ? ruleset : Host.LandlockRestrict((uint)ruleset);
        if (ruleset >= 0)
        {
            Host.Close((uint)ruleset, (uint)ruleset);
        }

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

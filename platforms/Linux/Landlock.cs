using System;

namespace LiteBox.South;

/// <summary>
/// Limits the process to the granted directories (landlock(7)). The filter alone cannot tell paths apart. A host
/// without Landlock leaves the filter as the only line.
/// </summary>
internal static unsafe class Landlock
{
    // LANDLOCK_ACCESS_FS_EXECUTE, READ_FILE, READ_DIR
    private const ulong ReadAccess = 1 | 4 | 8;

    /// <summary>Opens the directories of the policy's mounts, in their order, and denies everything outside of them.</summary>
    public static Errno Restrict(ReadOnlySpan<byte> policy)
    {
        const uint PathOnlyDirectoryCloseOnExec = 0x29_0000;
        int position = BundleFormat.HeaderSize;
        ReadOnlySpan<byte> mount = PolicyRecords.Next(policy, BundleFormat.Mount, ref position);
        if (mount.IsEmpty)
        {
            return Errno.None;
        }

        nint version = Host.LandlockVersion();
        if (version <= 0)
        {
            return Errno.None;
        }

        ulong all = AllAccess(version);
        nint ruleset = Host.LandlockCreate(&all);
        if (ruleset < 0)
        {
            return (Errno)(int)-ruleset;
        }

        for (; !mount.IsEmpty; mount = PolicyRecords.Next(policy, BundleFormat.Mount, ref position))
        {
            fixed (byte* record = mount)
            {
                nint directory = Host.Open(record + 1, PathOnlyDirectoryCloseOnExec);
                if (directory < 0)
                {
                    return (Errno)(int)-directory;
                }

                LandlockPath rule = new() { AllowedAccess = record[0] != 0 ? all : ReadAccess, Parent = (int)directory };
                nint added = Host.LandlockAdd((uint)ruleset, &rule);
                if (added < 0)
                {
                    return (Errno)(int)-added;
                }
            }
        }

        nint result = Host.LandlockRestrict((uint)ruleset);
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

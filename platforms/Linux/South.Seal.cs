using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const int FilterInstructionSize = 8;

    // Of the stack that the filter may take; a longer one gets pages.
    private const int MostOnStack = 4096;

    /// <inheritdoc/>
    public static Errno Seal()
    {
        nint result = Host.SetNoNewPrivileges();
        if (result < 0)
        {
            return ToErrno(result);
        }

        Errno error = Capability.HostDirectories || Capability.HostSockets ? Landlock.Restrict() : Errno.None;
        if (Capability.Processes && error == Errno.None)
        {
            error = Landlock.KeepSignals();
        }

        return error != Errno.None ? error : InstallFilter();
    }

    /// <summary>Fills the constants that are known only now into a copy of the policy's filter, and installs that.</summary>
    private static Errno InstallFilter()
    {
        ReadOnlySpan<byte> filter = PolicyRecords.Find(Policy, BundleFormat.Seccomp);
        ReadOnlySpan<byte> patches = PolicyRecords.Find(Policy, BundleFormat.SeccompPatch);
        if (filter.IsEmpty)
        {
            return Errno.ENOEXEC;
        }

        byte* onStack = stackalloc byte[filter.Length <= MostOnStack ? filter.Length : 0];
        byte* copy = filter.Length <= MostOnStack ? onStack : (byte*)AllocatePages(RoundUp((nuint)filter.Length));
        if (copy == null)
        {
            return Errno.ENOMEM;
        }

        filter.CopyTo(new Span<byte>(copy, filter.Length));
        fixed (byte* pairs = patches)
        {
            ulong gate = Place.GateReturn();
            for (int i = 0; i + 8 <= patches.Length; i += 8)
            {
                uint instruction = *(uint*)(pairs + i);
                if (instruction >= (uint)(filter.Length / FilterInstructionSize))
                {
                    return Errno.ENOEXEC;
                }

                *(uint*)(copy + (instruction * FilterInstructionSize) + 4) = *(uint*)(pairs + i + 4) switch
                {
                    BundleFormat.PatchGateLow => (uint)gate,
                    BundleFormat.PatchGateHigh => (uint)(gate >> 32),
                    _ => s_processId,
                };
            }
        }

        // A copy in pages stays: to give its page back would be one more kind of host call behind the filter.
        FilterProgram program = new() { Length = (ushort)(filter.Length / FilterInstructionSize), Instructions = copy };
        return ToErrno(Host.InstallFilter(&program));
    }
}

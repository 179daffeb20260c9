using System;

namespace LiteBox.North;

/// <summary>Opens programs for execve(2) from the guest's tree.</summary>
internal sealed class TreePrograms : ProgramFiles
{
    private const uint AnyExecute = 0x49;

    /// <inheritdoc/>
    public override Errno Open(Process process, ReadOnlySpan<byte> path, out MapSource? file)
    {
        file = null;
        Thread thread = process.Threads[0];
        Errno error = FileCalls.Open(thread, process.WorkingDirectory, path, OpenFlags.ReadOnly, 0, WalkFlags.None, out OpenFile? opened);
        if (error != Errno.None)
            return error;
        if (!opened!.Node.IsRegular || (opened.Node.Mode & AnyExecute) == 0)
        {
            opened.Release();
            return Errno.EACCES;
        }

        // Held for good: the program's mappings and /proc/self/exe read it after every descriptor is closed.
        file = opened;
        return Errno.None;
    }
}

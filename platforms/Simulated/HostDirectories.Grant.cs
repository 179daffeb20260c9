using System;
using System.Text;

namespace LiteBox.South;

/// <content>What differs in a test process: it confines itself to nothing, and its guest memory is not real.</content>
public readonly unsafe partial struct HostDirectories
{
    private static uint User => HostFiles.Owner.User;

    private static uint Group => HostFiles.Owner.Group;

    /// <inheritdoc/>
    public static Result Grant(ReadOnlySpan<byte> path, bool writable)
    {
        if (Simulation.IsSealed)
            throw new InvalidOperationException("The library OS asked for a directory after the sandbox was sealed.");
        fixed (byte* text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(path) + "\0"))
            return (long)HostFiles.OpenPath(text);
    }

    /// <inheritdoc/>
    public static Errno Map(int file, ulong address, ulong length, PageProtection protection, ulong offset)
    {
        if (offset % 4096 != 0)
            throw new InvalidOperationException("A view of a file must be aligned.");
        Errno error = South.Map(address, length, PageProtection.Read | PageProtection.Write);
        byte[] page = new byte[4096];
        for (ulong done = 0; error == Errno.None && done < length; done += (ulong)page.Length)
        {
            Result read = Read(file, page, offset + done);
            if (read.Failed)
                error = read.Error;
            else
                South.CopyToGuest(address + done, page.AsSpan(0, (int)read.Value));
        }

        return error != Errno.None ? error : South.Protect(address, length, protection);
    }

    /// <summary>Guest addresses are no addresses of this process, so no file can be seen there.</summary>
    public static Errno MapShared(int file, ulong address, ulong length, PageProtection protection, ulong offset) => Errno.ENODEV;
}

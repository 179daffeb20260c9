using System;

namespace LiteBox.South;

/// <summary>
/// The file has a descriptor with a number known in advance: the filter lets the library OS write to this one only. It is
/// opened before filter and Landlock are there, and host processes share it with their other descriptors.
/// </summary>
public readonly unsafe struct HostLog : IHostLog
{
    /// <inheritdoc/>
    public static Errno Open(ReadOnlySpan<byte> path)
    {
        const int MostPathBytes = 4095;
        if (path.Length > MostPathBytes)
        {
            return Errno.ENAMETOOLONG;
        }

        byte* text = stackalloc byte[MostPathBytes + 1];
        path.CopyTo(new Span<byte>(text, path.Length));
        text[path.Length] = 0;
        nint descriptor = Host.OpenLog(text);
        if (descriptor >= 0 && descriptor != Host.LogDescriptor)
        {
            // A standard stream or the bundle's descriptor is closed, and must stay so.
            nint moved = Host.DuplicateLog((uint)descriptor);
            Host.Close((uint)descriptor, (uint)descriptor);
            descriptor = moved;
        }

        return descriptor < 0 ? (Errno)(int)-descriptor : Errno.None;
    }

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<byte> text)
    {
        const nint Interrupted = -4;
        fixed (byte* bytes = text)
        {
            for (int done = 0; done < text.Length;)
            {
                byte* rest = bytes + done;
                nuint length = (nuint)(text.Length - done);
                nint written = Capability.HostLog ? Host.WriteLog(rest, length) : Host.WriteError(rest, length);
                if (written > 0)
                {
                    done += (int)written;
                }
                else if (written != Interrupted)
                {
                    return;
                }
            }
        }
    }
}

using System;

namespace LiteBox.Shim.Linux;

/// <summary>setsockopt(2) and getsockopt(2).</summary>
internal static class SocketsOptions
{
    // No option that is known here has a longer value.
    private const int MostBytes = 256;

    /// <summary>setsockopt(2).</summary>
    [Syscall(54, "setsockopt")]
    public static Result Set(Thread thread, int descriptor, int level, int option, ulong address, int length)
    {
        if (length < 0)
            return Errno.EINVAL;
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> room = stackalloc byte[MostBytes];
        Span<byte> value = room[..int.Min(length, MostBytes)];
        error = Guest.ReadBytes(address, value);
        return error != Errno.None ? error : socket.SetOption(thread, level, option, value);
    }

    /// <summary>getsockopt(2).</summary>
    [Syscall(55, "getsockopt")]
    public static Result Get(Thread thread, int descriptor, int level, int option, ulong address, ulong lengthAddress)
    {
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        error = Guest.Read(lengthAddress, out int length);
        if (error != Errno.None)
            return error;
        if (length < 0)
            return Errno.EINVAL;
        Span<byte> value = stackalloc byte[MostBytes];
        Result size = socket.GetOption(thread, level, option, value);
        if (size.Failed)
            return size;
        length = int.Min(length, (int)size.Value);
        error = Guest.WriteBytes(address, value[..length]);
        return error != Errno.None ? error : Guest.Write(lengthAddress, length);
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace LiteBox.North;

/// <summary>The abstract names of Unix sockets, and all sockets that have a name or a connection, for /proc/net/unix.</summary>
internal static class UnixNames
{
    private const int MostAutomatic = 1 << 20;

    private static readonly Dictionary<AbstractName, UnixSocket> s_abstract = new();
    private static int s_lastAutomatic;

    /// <summary>Every Unix socket, by the number of its inode.</summary>
    public static Dictionary<ulong, UnixSocket> All { get; } = new();

    /// <summary>Gives a socket an abstract name. EADDRINUSE.</summary>
    public static Errno Add(byte[] address, UnixSocket socket) =>
        s_abstract.TryAdd(new AbstractName(address), socket) ? Errno.None : Errno.EADDRINUSE;

    /// <summary>Frees an abstract name.</summary>
    public static void Remove(byte[] address) => s_abstract.Remove(new AbstractName(address));

    /// <summary>Gives a socket an abstract name of five hexadecimal digits. ENOSPC.</summary>
    public static Errno AddAutomatic(UnixSocket socket, out byte[] address)
    {
        const int Digits = 5;
        for (int i = 0; i < MostAutomatic; i++)
        {
            s_lastAutomatic = (s_lastAutomatic + 1) % MostAutomatic;
            ByteBuilder text = new(UnixAddress.PathOffset + 1 + Digits);
            text.Append(UnixAddress.Unnamed);
            text.Append((byte)0);
            text.AppendDigits((uint)s_lastAutomatic, Digits);
            address = text.ToArray();
            if (Add(address, socket) == Errno.None)
                return Errno.None;
        }

        address = [];
        return Errno.ENOSPC;
    }

    /// <summary>The text of /proc/net/unix (proc(5)). Addresses of the kernel are hidden, as from all but root.</summary>
    public static void Write(ref ByteBuilder text)
    {
        text.Append("Num       RefCount Protocol Flags    Type St Inode Path\n"u8);
        foreach (KeyValuePair<ulong, UnixSocket> pair in All)
            pair.Value.WriteLine(ref text);
    }

    /// <summary>Finds the socket with a valid address. ECONNREFUSED, and what a walk to a path says.</summary>
    public static Errno Find(Thread thread, ReadOnlySpan<byte> address, [NotNullWhen(true)] out UnixSocket? socket)
    {
        socket = null;
        if (UnixAddress.IsAbstract(address))
            return s_abstract.TryGetValue(new AbstractName(address.ToArray()), out socket) ? Errno.None : Errno.ECONNREFUSED;
        Errno error = FileCalls.FindSocket(thread, UnixAddress.PathOf(address), out socket);
        return error != Errno.None ? error : socket is null ? Errno.ECONNREFUSED : Errno.None;
    }
}

using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// Descriptors that are in a message and that no process holds (SCM_RIGHTS, unix(7)). Sockets among them can form cycles that
/// nobody can reach any more; those are found when a socket is closed, as the kernel finds them.
/// </summary>
public static class FilesInFlight
{
    /// <summary>Most descriptors of one message (SCM_MAX_FD).</summary>
    public const int MostFiles = 253;

    private static readonly List<UnixSocket> s_sockets = new();
    private static bool s_collecting;

    /// <summary>The message that owns the references is sent.</summary>
    internal static OpenFile[]? Launch(OpenFile[]? files)
    {
        for (int i = 0; files is not null && i < files.Length; i++)
        {
            if (files[i] is UnixSocket socket && socket.InFlight++ == 0)
                s_sockets.Add(socket);
        }

        return files;
    }

    /// <summary>The message that they came with is taken, and its references with it.</summary>
    internal static OpenFile[]? Land(OpenFile[]? files)
    {
        for (int i = 0; files is not null && i < files.Length; i++)
        {
            if (files[i] is UnixSocket socket && --socket.InFlight == 0)
                s_sockets.Remove(socket);
        }

        return files;
    }

    /// <summary>More references to the same files.</summary>
    internal static OpenFile[]? Copy(OpenFile[]? files)
    {
        for (int i = 0; files is not null && i < files.Length; i++)
            files[i].Retain();
        return files;
    }

    /// <summary>Lets go of references that are not in flight.</summary>
    public static void Release(OpenFile[]? files)
    {
        for (int i = 0; files is not null && i < files.Length; i++)
            files[i].Release();
    }

    /// <summary>
    /// Finds sockets that are only in flight to each other: all references to them are in flight, in queues of sockets of
    /// which the same is true. What waits in such queues is thrown away, which closes them.
    /// </summary>
    internal static void Collect()
    {
        if (s_sockets.Count == 0 || s_collecting)
            return;
        s_collecting = true;
        List<UnixSocket> suspects = new();
        foreach (UnixSocket socket in s_sockets)
        {
            if (socket.References == socket.InFlight)
                suspects.Add(socket);
        }

        Dictionary<ulong, int> inside = new();
        foreach (UnixSocket socket in suspects)
            inside[socket.Node.Number] = 0;
        foreach (UnixSocket socket in suspects)
            CountFrom(socket, inside);

        // Whoever is also in flight elsewhere can be reached, and with it all that waits in its queue.
        for (bool found = true; found;)
        {
            found = false;
            for (int i = suspects.Count - 1; i >= 0; i--)
            {
                UnixSocket socket = suspects[i];
                if (inside[socket.Node.Number] == socket.InFlight)
                    continue;
                suspects.RemoveAt(i);
                inside.Remove(socket.Node.Number);
                Uncount(socket, inside);
                found = true;
            }
        }

        foreach (UnixSocket socket in suspects)
            socket.Retain();
        foreach (UnixSocket socket in suspects)
            socket.Empty();
        foreach (UnixSocket socket in suspects)
            socket.Release();
        s_collecting = false;
    }

    private static void CountFrom(UnixSocket socket, Dictionary<ulong, int> inside) => Add(socket, inside, 1);

    private static void Uncount(UnixSocket socket, Dictionary<ulong, int> inside) => Add(socket, inside, -1);

    private static void Add(UnixSocket socket, Dictionary<ulong, int> inside, int step)
    {
        foreach (StreamSegment segment in socket.Segments)
            Add(segment.Files, inside, step);
        if (socket.WaitingMessages is { } messages)
        {
            foreach (Datagram message in messages)
                Add(message.Files, inside, step);
        }

        if (socket.WaitingConnections is { } connections)
        {
            foreach (InsideSocket connection in connections)
                Add((UnixSocket)connection, inside, step);
        }
    }

    private static void Add(OpenFile[]? files, Dictionary<ulong, int> inside, int step)
    {
        for (int i = 0; files is not null && i < files.Length; i++)
        {
            if (files[i] is UnixSocket socket && inside.TryGetValue(socket.Node.Number, out int count))
                inside[socket.Node.Number] = count + step;
        }
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The ports of one protocol of the loopback network, and the sockets that are bound to them.</summary>
internal sealed class PortTable
{
    // net.ipv4.ip_local_port_range
    private const int FirstEphemeral = 32_768, LastEphemeral = 60_999;

    private readonly Dictionary<int, List<InetSocket>> _sockets = new();
    private int _next;
    private uint _turn;

    /// <summary>The ports of TCP.</summary>
    public static PortTable Tcp { get; } = new();

    /// <summary>The ports of UDP.</summary>
    public static PortTable Udp { get; } = new();

    /// <summary>The ports of UDP-Lite.</summary>
    public static PortTable UdpLite { get; } = new();

    /// <summary>Gives a socket a port; 0: any free one. EADDRINUSE.</summary>
    public Errno Bind(InetSocket socket, ref Endpoint local)
    {
        if (local.Port == 0)
            return BindToFree(socket, ref local);
        if (_sockets.TryGetValue(local.Port, out List<InetSocket>? others))
        {
            for (int i = 0; i < others.Count; i++)
            {
                if (Conflicts(socket, local, others[i]))
                    return Errno.EADDRINUSE;
            }
        }

        Add(socket, local.Port);
        return Errno.None;
    }

    /// <summary>Whether a bound socket may listen: no other listens at its address.</summary>
    public bool MayListen(InetSocket socket)
    {
        List<InetSocket> others = _sockets[socket.Local.Port];
        for (int i = 0; i < others.Count; i++)
        {
            if (others[i] != socket && others[i].IsListening && Overlap(socket, socket.Local, others[i])
                && !(socket.ReusesPort && others[i].ReusesPort))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Frees the port of a socket.</summary>
    public void Remove(InetSocket socket)
    {
        if (!_sockets.TryGetValue(socket.Local.Port, out List<InetSocket>? others))
            return;
        others.Remove(socket);
        if (others.Count == 0)
            _sockets.Remove(socket.Local.Port);
    }

    /// <summary>The socket that gets what is sent to an address from another; null when there is none.</summary>
    public InetSocket? Find(in Endpoint target, in Endpoint source, bool listening)
    {
        if (!_sockets.TryGetValue(target.Port, out List<InetSocket>? sockets))
            return null;
        InetSocket? best = null;
        int bestScore = 0, equals = 0;
        for (int i = 0; i < sockets.Count; i++)
        {
            InetSocket socket = sockets[i];
            int score = socket.IsListening == listening ? Score(socket, target, source) : 0;
            if (score == 0 || score < bestScore)
                continue;
            equals = score == bestScore ? equals + 1 : 1;
            bestScore = score;
            best = socket;
        }

        return equals > 1 && best!.ReusesPort ? TakeTurn(sockets, target, source, listening, bestScore, equals) : best;
    }

    // SO_REUSEPORT: sockets at the same address take turns.
    private InetSocket TakeTurn(List<InetSocket> sockets, in Endpoint target, in Endpoint source, bool listening, int score, int count)
    {
        uint turn = _turn++ % (uint)count;
        InetSocket last = sockets[0];
        for (int i = 0; i < sockets.Count; i++)
        {
            if (sockets[i].IsListening != listening || Score(sockets[i], target, source) != score)
                continue;
            last = sockets[i];
            if (turn-- == 0)
                break;
        }

        return last;
    }

    private static int Score(InetSocket socket, in Endpoint target, in Endpoint source)
    {
        int score = 1;
        if (socket.Local.IsAny)
        {
            if (target.IsV4 ? !socket.TakesV4 : socket.Family == AddressFamily.Inet)
                return 0;

            // A socket of the family itself comes before one that takes both.
            score += socket.Family == AddressFamily.Inet6 && target.IsV4 ? 0 : 1;
        }
        else if (socket.Local.HasAddressOf(target))
        {
            score += 2;
        }
        else
        {
            return 0;
        }

        if (socket.Remote.Port == 0)
            return score;
        return socket.Remote.Equals(source) ? score + 4 : 0;
    }

    private Errno BindToFree(InetSocket socket, ref Endpoint local)
    {
        const int Count = LastEphemeral - FirstEphemeral + 1;
        if (_next == 0)
        {
            Span<byte> random = stackalloc byte[sizeof(uint)];
            Host.FillRandom(random);
            _next = FirstEphemeral + (int)(BinaryPrimitives.ReadUInt32LittleEndian(random) % Count);
        }

        for (int i = 0; i < Count; i++)
        {
            int port = _next;
            _next = _next == LastEphemeral ? FirstEphemeral : _next + 1;
            if (_sockets.ContainsKey(port))
                continue;
            local = local.WithPort((ushort)port);
            Add(socket, port);
            return Errno.None;
        }

        return Errno.EADDRINUSE;
    }

    private void Add(InetSocket socket, int port)
    {
        if (!_sockets.TryGetValue(port, out List<InetSocket>? sockets))
        {
            sockets = new List<InetSocket>();
            _sockets.Add(port, sockets);
        }

        sockets.Add(socket);
    }

    private static bool Conflicts(InetSocket socket, in Endpoint local, InetSocket other)
    {
        if (!Overlap(socket, local, other))
            return false;
        if (socket.ReusesPort && other.ReusesPort)
            return false;
        return !(socket.ReusesAddress && other.ReusesAddress && !other.IsListening);
    }

    private static bool Overlap(InetSocket socket, in Endpoint local, InetSocket other)
    {
        if (local.IsAny && other.Local.IsAny)
            return (socket.TakesV4 && other.TakesV4) || (socket.Family == AddressFamily.Inet6 && other.Family == AddressFamily.Inet6);
        if (local.IsAny)
            return Covers(socket, other.Local);
        return other.Local.IsAny ? Covers(other, local) : local.HasAddressOf(other.Local);
    }

    private static bool Covers(InetSocket any, in Endpoint address) => address.IsV4 ? any.TakesV4 : any.Family == AddressFamily.Inet6;
}

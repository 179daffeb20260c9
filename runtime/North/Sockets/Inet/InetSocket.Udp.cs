namespace LiteBox.North;

/// <content>UDP: where datagrams go.</content>
public sealed partial class InetSocket
{
    private Errno ConnectDatagram(Endpoint remote)
    {
        Errno error = Route(ref remote);
        if (error == Errno.None && !_isBound)
            error = BindTo(Source(remote.IsV4).WithPort(0));
        if (error != Errno.None)
            return error;
        SetLocal(Source(remote.IsV4));
        Remote = remote;
        IsConnected = true;
        return Errno.None;
    }

    /// <inheritdoc/>
    private protected override Errno FindReceiver(Thread thread, scoped ref Message message, out InsideSocket? receiver)
    {
        receiver = null;
        if (message.Asks(MessageFlags.OutOfBand))
            return Errno.EOPNOTSUPP;
        Endpoint remote = Remote;
        if (message.Name.Length != 0)
        {
            Errno error = ParseTarget(message.Name, out remote);
            if (error != Errno.None)
                return error;
        }
        else if (!IsConnected)
        {
            return Errno.EDESTADDRREQ;
        }

        if (remote.Port == 0)
            return Errno.EINVAL;
        int hops = 0, service = 0;
        Errno routed = ReadControl(message.Control, ref hops, ref service);
        if (routed == Errno.None)
            routed = Route(ref remote);
        if (routed != Errno.None)
            return routed;
        if (SendShut)
            return Errno.EPIPE;
        if (PendingError != Errno.None)
            return TakeError(thread);
        if (!_isBound)
        {
            Errno error = BindTo(Endpoint.Any(remote.IsV4, 0));
            if (error != Errno.None)
                return error;
        }

        if (_sendsToV4 != remote.IsV4)
        {
            _sendsToV4 = remote.IsV4;
            _name4 = _name6 = null;
        }

        receiver = Ports.Find(remote, Source(remote.IsV4), listening: false);
        if (receiver is null && IsConnected)
        {
            // The answer that nobody is there comes back; the next call is told (udp(7)).
            PendingError = Errno.ECONNREFUSED;
            Changes.Wake();
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    private protected override Admission AdmitTo(InsideSocket receiver) =>
        ((InetSocket)receiver).WaitingCharge < receiver.ReceiveBuffer ? Admission.Take : Admission.Drop;

    private Errno ParseTarget(System.ReadOnlySpan<byte> address, out Endpoint remote)
    {
        remote = default;
        if (address.Length < 2)
            return Errno.EINVAL;

        // An IPv6 socket may send to an IPv4 address as it is.
        if (address[0] == (byte)AddressFamily.Inet && !IsV4Only && address.Length >= Endpoint.InetBytes)
        {
            remote = Endpoint.Read(address, AddressFamily.Inet);
            return Errno.None;
        }

        return Parse(address, out remote, forBind: true);
    }
}

using System;

namespace LiteBox.North;

/// <content>TCP: connections, and how they end.</content>
public sealed partial class InetSocket
{
    // While a connection that nobody waits for stands before a full backlog.
    private ConnectWaiter? _connecting;

    // The outcome of such a connection has not been told yet.
    private bool _hasOutcome;

    private Errno ConnectStream(Thread thread, Endpoint remote)
    {
        if (_connecting is not null)
            return Errno.EALREADY;
        if (_hasOutcome)
        {
            _hasOutcome = false;
            if (IsConnected)
                return Errno.None;
            ReceiveShut = SendShut = false;
            Errno outcome = TakeError(thread);
            return outcome != Errno.None ? outcome : Errno.ECONNABORTED;
        }

        if (IsListening || IsConnected)
            return Errno.EISCONN;
        Errno error = Route(ref remote);
        if (error == Errno.None && !_isBound)
            error = BindTo(Source(remote.IsV4).WithPort(0));
        if (error != Errno.None)
            return error;
        SetLocal(Source(remote.IsV4));
        Remote = remote;
        long deadline = Clock.DeadlineAfter(SendTimeout);
        while (true)
        {
            InetSocket? listener = PortTable.Tcp.Find(remote, default, listening: true);
            error = TryConnect(listener);
            if (error == Errno.EAGAIN && !IsNonBlocking)
            {
                error = AwaitRoom(thread, listener!, deadline);
                if (error == Errno.None)
                    continue;
            }

            if (!IsNonBlocking)
                return error == Errno.EAGAIN ? Errno.ETIMEDOUT : error;

            // The packets of a handshake are on their way, even to the same machine: the outcome is told later.
            if (error == Errno.EAGAIN)
                WaitForRoom(listener!);
            else if (error != Errno.None)
                BreakOff(error);
            _hasOutcome = true;
            return Errno.EINPROGRESS;
        }
    }

    /// <summary>Connects to a listener. ECONNREFUSED, EAGAIN when its backlog is full.</summary>
    private Errno TryConnect(InetSocket? listener)
    {
        if (listener is null)
        {
            Remote = default;
            return Errno.ECONNREFUSED;
        }

        if (listener.IsBacklogFull)
            return Errno.EAGAIN;
        ReceiveShut = SendShut = false;
        ConnectTo(listener);
        return Errno.None;
    }

    private void WaitForRoom(InetSocket listener)
    {
        _connecting = new ConnectWaiter(this);
        StandBefore(listener, _connecting);
    }

    private void Continue()
    {
        _connecting = null;
        InetSocket? listener = PortTable.Tcp.Find(Remote, default, listening: true);
        Errno error = TryConnect(listener);
        if (error == Errno.EAGAIN)
            WaitForRoom(listener!);
        else if (error != Errno.None)
            BreakOff(error);
        Changes.Wake();
    }

    private Errno Disconnect()
    {
        if (!IsStream)
        {
            Peer = null;
            IsConnected = false;
            Remote = default;
            return Errno.None;
        }

        if (IsListening)
            EndListening();
        if (IsConnected)
            BreakConnection(Errno.ECONNRESET);
        _connecting?.Queue?.Remove(_connecting);
        _connecting = null;
        _hasOutcome = false;
        DropAll();
        Peer = null;
        IsConnected = false;
        ReceiveShut = SendShut = false;
        Remote = default;
        Unbind();
        Local = Endpoint.Any(IsV4Only, 0);
        Changes.Wake();
        return Errno.None;
    }

    /// <inheritdoc/>
    protected override Errno CheckSend()
    {
        if (PendingError != Errno.None && PendingError != Errno.EPIPE)
            return TakeError(null!);
        if (_connecting is not null)
            return Errno.EAGAIN;
        if (SendShut || !IsConnected)
        {
            PendingError = Errno.None;
            return Errno.EPIPE;
        }

        if (Peer is InetSocket { IsClosed: true })
        {
            // The bytes arrive where nobody is; the answer breaks the connection, and the next call is told.
            BreakOff(ReceiveShut ? Errno.EPIPE : Errno.ECONNRESET);
            return Errno.None;
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    protected override Errno CheckReceive()
    {
        if (PendingError != Errno.None)
            return TakeError(null!);
        if (ReceiveShut)
            return Errno.ESHUTDOWN;
        return !IsStream || IsConnected || _connecting is not null ? Errno.None : Errno.ENOTCONN;
    }

    /// <inheritdoc/>
    protected override void BreakConnection(Errno error)
    {
        if (Peer is not InetSocket { IsClosed: false, IsConnected: true } peer)
            return;
        if (error != Errno.None)
            peer.BreakOff(peer.ReceiveShut ? Errno.EPIPE : error);
        else if (!SendShut)
            SendEnd();
    }

    /// <summary>The peer will get no more.</summary>
    private void SendEnd()
    {
        SendShut = true;
        if (Peer is not InetSocket { IsClosed: false } peer)
            return;
        peer.HearShutdown(receive: true, send: false);

        // Both directions have ended: there is no connection any more, and each may still read what waits.
        if (peer.SendShut)
            IsConnected = peer.IsConnected = false;
    }

    /// <summary>A reset has come: the connection is gone.</summary>
    private void BreakOff(Errno error)
    {
        PendingError = error;
        IsConnected = false;
        HearShutdown(receive: true, send: true);
    }

    /// <summary>Stands before a full backlog until it has room.</summary>
    private sealed class ConnectWaiter(InetSocket socket) : Waiter(null)
    {
        public override void OnWake(uint mask) => socket.Continue();
    }
}

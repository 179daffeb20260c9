using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A message queue of System V (msgget(2)).</summary>
public sealed class IpcQueue(Process creator, int key, uint mode) : IpcObject(creator, key, mode)
{
    /// <summary>Most bytes of a message (kernel.msgmax), and of a queue (kernel.msgmnb).</summary>
    public const int MaxMessage = 8192, DefaultCapacity = 16_384;

    // Wakes for those that want to send, and for those that want to receive.
    private const uint Room = 1, Arrival = 2;

    private readonly List<IpcMessage> _messages = new();
    private readonly WaitQueue _changes = new();

    /// <summary>Most bytes that may wait in it.</summary>
    public ulong Capacity { get; private set; } = DefaultCapacity;

    /// <summary>Bytes that wait in it.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Messages that wait in it.</summary>
    public int Count => _messages.Count;

    /// <summary>Process that sent last.</summary>
    public int LastSender { get; private set; }

    /// <summary>Process that received last.</summary>
    public int LastReceiver { get; private set; }

    /// <summary>Seconds since 1970 of the last msgsnd(2); 0: never.</summary>
    public long SentAt { get; private set; }

    /// <summary>Seconds since 1970 of the last msgrcv(2); 0: never.</summary>
    public long ReceivedAt { get; private set; }

    /// <summary>Sends. EACCES; EAGAIN when it will not wait; EIDRM; ERESTARTNOHAND.</summary>
    public Errno Send(Thread thread, IpcMessage message, bool waits)
    {
        while (true)
        {
            if (IsRemoved)
                return Errno.EIDRM;
            if (!Allows(thread.Process.Credentials, Write))
                return Errno.EACCES;

            // Empty messages count too, else there could be any number of them.
            if (Bytes + (ulong)message.Text.Length <= Capacity && (ulong)Count < Capacity)
                break;
            if (!waits)
                return Errno.EAGAIN;
            if (_changes.Wait(thread, Clock.Never, Room) == WakeReason.Interrupted)
                return Errno.ERESTARTNOHAND;
        }

        _messages.Add(message);
        Bytes += (ulong)message.Text.Length;
        LastSender = thread.Process.Id;
        SentAt = Now;
        _changes.Wake(mask: Arrival);
        return Errno.None;
    }

    /// <summary>
    /// Receives the first message of a type: any for 0, the lowest up to -<paramref name="type"/> when it is negative, any other one with
    /// <paramref name="except"/>. EACCES; E2BIG when it is longer and not to be cut; ENOMSG when it will not wait; EIDRM; ERESTARTNOHAND.
    /// </summary>
    public Errno Receive(Thread thread, ulong size, bool cuts, long type, bool except, bool waits, out IpcMessage? message)
    {
        message = null;
        while (true)
        {
            if (IsRemoved)
                return Errno.EIDRM;
            if (!Allows(thread.Process.Credentials, Read))
                return Errno.EACCES;
            int index = Find(type, except);
            if (index >= 0)
            {
                if ((ulong)_messages[index].Text.Length > size && !cuts)
                    return Errno.E2BIG;
                message = _messages[index];
                _messages.RemoveAt(index);
                Bytes -= (ulong)message.Text.Length;
                LastReceiver = thread.Process.Id;
                ReceivedAt = Now;
                _changes.Wake(mask: Room);
                return Errno.None;
            }

            if (!waits)
                return Errno.ENOMSG;
            if (_changes.Wait(thread, Clock.Never, Arrival) == WakeReason.Interrupted)
                return Errno.ERESTARTNOHAND;
        }
    }

    /// <summary>The message at a place, which stays there (MSG_COPY); null: there are not so many.</summary>
    public IpcMessage? Peek(long place) => place >= 0 && place < Count ? _messages[(int)place] : null;

    /// <summary>IPC_SET.</summary>
    public void SetCapacity(ulong capacity)
    {
        Capacity = capacity;
        _changes.Wake();
    }

    /// <summary>IPC_RMID.</summary>
    public override void Remove()
    {
        IsRemoved = true;
        IpcTables.Queues.Remove(this);
        _messages.Clear();
        _changes.Wake();
    }

    private int Find(long type, bool except)
    {
        int found = -1;
        for (int i = 0; i < _messages.Count; i++)
        {
            long own = _messages[i].Type;
            if (type >= 0)
            {
                if (type == 0 || own == type != except)
                    return i;
            }
            else if (own <= (type == long.MinValue ? long.MaxValue : -type) && (found < 0 || own < _messages[found].Type))
            {
                found = i;
            }
        }

        return found;
    }
}

using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.North;

/// <summary>
/// The connections of the host's network that a thread has lately used, by descriptor: what it knows of them lets it call the host
/// without the lock where the call does not wait. <see cref="TryUse"/> and <see cref="EndUse"/> are for the thread itself.
/// </summary>
public sealed class RecentStreams
{
    private const int Capacity = 64;
    private const int NoHandle = -1;

    private int _inUse = NoHandle;
    private Entries _entries;

    /// <summary>
    /// Notes whose a descriptor is, ahead of a call on it, with the lock held. Anything but a connection of the host's network is left out.
    /// </summary>
    public static void Note(Thread thread, int descriptor, OpenFile file)
    {
        if (!Capability.HostSockets || file is not InetSocket { IsHostStream: true } socket)
            return;
        thread.Streams ??= new RecentStreams();
        thread.Streams._entries[descriptor & (Capacity - 1)] = new RecentStream(descriptor, socket.HostHandle, socket.IsNonBlocking, HostHandles.Generation);
    }

    /// <summary>
    /// Takes a connection for one call that does not wait; <see cref="EndUse"/> gives it back. False, and nothing taken, when only the
    /// holder of the lock can tell what the descriptor is, or when the call may wait.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryUse(int descriptor, bool mayWait, out int handle)
    {
        ref readonly RecentStream stream = ref _entries[descriptor & (Capacity - 1)];
        handle = stream.Handle;
        if (!stream.WasFor(descriptor, mayWait))
            return false;

        // Locked: all see it before the generation is looked at (HostHandles).
        Interlocked.Exchange(ref _inUse, handle);
        if (stream.IsOf(HostHandles.Generation))
            return true;
        EndUse();
        return false;
    }

    /// <summary>The call is over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndUse()
    {
        Interlocked.Exchange(ref _inUse, NoHandle);
        if (HostHandles.AreClosing)
            HostHandles.CloseUnusedNow();
    }

    /// <summary>True while a call uses the handle.</summary>
    internal bool IsInUse(int handle) => Volatile.Read(ref _inUse) == handle;

    [InlineArray(Capacity)]
    private struct Entries
    {
        private RecentStream _first;
    }
}

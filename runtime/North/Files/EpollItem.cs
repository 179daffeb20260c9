namespace LiteBox.North;

/// <summary>A file that an epoll watches. It stands in the file's queue for good and notes each change.</summary>
public sealed class EpollItem : Waiter
{
    private const uint Behaviour = EpollFile.EdgeTriggered | EpollFile.OneShot | EpollFile.WakeUpSource | EpollFile.Exclusive;

    internal EpollItem? NextReady;
    internal EpollItem? PreviousReady;

    internal EpollItem(EpollFile owner, OpenFile file, uint events, ulong data)
        : base(null)
    {
        Owner = owner;
        File = file;
        Set(events, data);
    }

    /// <summary>The epoll.</summary>
    public EpollFile Owner { get; }

    /// <summary>The file.</summary>
    public OpenFile File { get; }

    /// <summary>The events and the bits of behaviour.</summary>
    public uint Events { get; private set; }

    /// <summary>The guest's word.</summary>
    public ulong Data { get; private set; }

    /// <summary>True while it stands in the list of what may be ready.</summary>
    public bool IsReady { get; internal set; }

    /// <inheritdoc/>
    public override bool Stays => true;

    /// <inheritdoc/>
    public override bool IsExclusive => (Events & EpollFile.Exclusive) != 0;

    /// <inheritdoc/>
    public override void OnWake(uint mask)
    {
        if ((Events & ~Behaviour) != 0)
            Owner.OnChange(this);
    }

    /// <summary>Sets what is watched for; errors and hang-ups always are.</summary>
    internal void Set(uint events, ulong data)
    {
        Events = events | (uint)(PollEvents.Error | PollEvents.HangUp);
        Data = data;
        Mask = Events & ~Behaviour;
    }

    /// <summary>EPOLLONESHOT: nothing is reported until the item is set again.</summary>
    internal void Disarm()
    {
        Events &= Behaviour;
        Mask = 0;
    }

    /// <summary>What is ready of what is watched for.</summary>
    internal PollEvents Ask(Thread thread) => File.IsHostPolled ? PollEvents.None : File.Poll(thread) & (PollEvents)(Events & ~Behaviour);
}

namespace LiteBox.North;

public sealed unsafe partial class Thread
{
    /// <summary>The mutex with priority inheritance that it waits for; to see a circle of waiters.</summary>
    internal PriorityFutex? BlockedOn { get; set; }
}

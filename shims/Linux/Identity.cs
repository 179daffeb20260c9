namespace LiteBox.Shim.Linux;

/// <summary>Who a thread and its process are (credentials(7)).</summary>
internal static partial class Identity
{
    /// <summary>getpid(2).</summary>
    [Syscall(39, "getpid", Lockless = true)]
    public static Result GetPid(Thread thread) => thread.Process.Id;

    /// <summary>getppid(2).</summary>
    [Syscall(110, "getppid", Lockless = true)]
    public static Result GetParentPid(Thread thread) => thread.Process.ParentId;

    /// <summary>gettid(2).</summary>
    [Syscall(186, "gettid", Lockless = true)]
    public static Result GetTid(Thread thread) => thread.Id;
}

using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Marks the handler of a system call that is not served: whatever the arguments, the answer is one that Linux gives where the
/// call is not built in. For docs/SYSCALLS.md, as <see cref="PartlyAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RefusedAttribute : Attribute
{
    /// <param name="reason">Why: a sentence without its full stop.</param>
    public RefusedAttribute(string reason) => Reason = reason;

    /// <summary>Why it is not served.</summary>
    public string Reason { get; }
}

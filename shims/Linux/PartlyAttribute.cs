using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Says what of a system call its handler does not do, for docs/SYSCALLS.md. Only the tool reads it: an image holds no attributes.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PartlyAttribute : Attribute
{
    /// <param name="missing">What is not there, and what a program gets instead: a sentence without its full stop.</param>
    public PartlyAttribute(string missing) => Missing = missing;

    /// <summary>What is not there.</summary>
    public string Missing { get; }
}

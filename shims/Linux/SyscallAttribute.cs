using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Marks the handler of a system call: <c>static Result Name(Thread thread, ...)</c> with up to six arguments of type
/// int or uint (the low half of the register), long or ulong. A second attribute gives it a second number.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SyscallAttribute : Attribute
{
    /// <param name="number">The number on x86-64.</param>
    /// <param name="name">The name as in the kernel's syscall_64.tbl; also the name of the feature switch.</param>
    public SyscallAttribute(int number, string name)
    {
        Number = number;
        Name = name;
    }

    /// <summary>The number on x86-64.</summary>
    public int Number { get; }

    /// <summary>The name as in the kernel's syscall_64.tbl.</summary>
    public string Name { get; }

    /// <summary>True when the handler touches only what its own thread owns or what never changes, and runs without the lock.</summary>
    public bool Lockless { get; set; }
}

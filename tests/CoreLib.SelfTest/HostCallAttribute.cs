using System;

namespace LiteBox.CoreLib.SelfTest;

/// <summary>As in the Linux South; the linker knows it by its name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostCallAttribute : Attribute
{
    /// <summary>Declares a host call.</summary>
    public HostCallAttribute(int number) => Number = number;

    /// <summary>Number of the system call on x86-64.</summary>
    public int Number { get; }

    /// <summary>The value of argument 0.</summary>
    public long Constant0 { get; set; }

    /// <summary>The value of argument 2.</summary>
    public long Constant2 { get; set; }

    /// <summary>The value of argument 3.</summary>
    public long Constant3 { get; set; }

    /// <summary>The value of argument 4.</summary>
    public long Constant4 { get; set; }

    /// <summary>The value of argument 5.</summary>
    public long Constant5 { get; set; }
}

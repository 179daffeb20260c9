namespace System;

/// <summary>The one kind of <see cref="Type"/> there is.</summary>
internal sealed class RuntimeType : Type
{
    internal RuntimeType(RuntimeTypeHandle handle)
        : base(handle)
    {
    }
}

namespace System.Runtime.CompilerServices;

/// <summary>How a method is compiled.</summary>
[AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method, Inherited = false)]
public sealed class MethodImplAttribute : Attribute
{
    /// <summary>Gives the options.</summary>
    public MethodImplAttribute(MethodImplOptions methodImplOptions) => Value = methodImplOptions;

    /// <summary>The options.</summary>
    public MethodImplOptions Value { get; }
}

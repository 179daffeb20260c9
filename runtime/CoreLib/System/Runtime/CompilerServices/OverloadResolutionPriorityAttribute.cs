namespace System.Runtime.CompilerServices;

/// <summary>The overload wins over those of lower priority.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public sealed class OverloadResolutionPriorityAttribute : Attribute
{
    /// <summary>Gives the priority.</summary>
    public OverloadResolutionPriorityAttribute(int priority) => Priority = priority;

    /// <summary>The priority; 0 where there is none.</summary>
    public int Priority { get; }
}

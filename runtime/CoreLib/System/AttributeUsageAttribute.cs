namespace System;

/// <summary>Where an attribute may stand.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class AttributeUsageAttribute : Attribute
{
    /// <summary>Gives the places.</summary>
    public AttributeUsageAttribute(AttributeTargets validOn) => ValidOn = validOn;

    /// <summary>The places.</summary>
    public AttributeTargets ValidOn { get; }

    /// <summary>It may stand more than once.</summary>
    public bool AllowMultiple { get; set; }

    /// <summary>Overriding members inherit it.</summary>
    public bool Inherited { get; set; }
}

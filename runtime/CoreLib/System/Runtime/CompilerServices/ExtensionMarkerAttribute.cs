namespace System.Runtime.CompilerServices;

/// <summary>Ties a member to its extension block.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ExtensionMarkerAttribute : Attribute
{
    /// <summary>Names the block.</summary>
    public ExtensionMarkerAttribute(string name) => Name = name;

    /// <summary>The block.</summary>
    public string Name { get; }
}

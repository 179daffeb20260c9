namespace System.Runtime.CompilerServices;

/// <summary>The name of an indexer for other languages.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = true)]
public sealed class IndexerNameAttribute : Attribute
{
    /// <summary>Gives the name.</summary>
    public IndexerNameAttribute(string indexerName)
    {
    }
}

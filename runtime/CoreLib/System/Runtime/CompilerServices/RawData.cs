namespace System.Runtime.CompilerServices;

/// <summary>The layout of every object: its fields, or a boxed value, begin here.</summary>
internal sealed class RawData
{
#pragma warning disable CS0649 // Objects are seen through this class, never made by it.
    public byte Data;
#pragma warning restore CS0649
}

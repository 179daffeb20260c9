namespace System.Runtime.CompilerServices;

/// <summary>A tuple seen as a list; the compilers look for it in positional patterns.</summary>
public interface ITuple
{
    /// <summary>Number of elements.</summary>
    int Length { get; }

    /// <summary>One element.</summary>
    object? this[int index] { get; }
}

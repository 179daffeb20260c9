namespace System.Collections;

/// <summary>Goes over objects.</summary>
public interface IEnumerator
{
    /// <summary>The object.</summary>
    object? Current { get; }

    /// <summary>Goes to the next one.</summary>
    bool MoveNext();

    /// <summary>Back to before the first one.</summary>
    void Reset();
}

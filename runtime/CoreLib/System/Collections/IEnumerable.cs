namespace System.Collections;

/// <summary>Has objects to go over.</summary>
public interface IEnumerable
{
    /// <summary>Starts before the first one.</summary>
    IEnumerator GetEnumerator();
}

namespace System.Collections.Generic;

/// <summary>Has values to go over.</summary>
public interface IEnumerable<out T> : IEnumerable
    where T : allows ref struct
{
    /// <summary>Starts before the first one.</summary>
    new IEnumerator<T> GetEnumerator();
}

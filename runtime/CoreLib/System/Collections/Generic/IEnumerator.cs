namespace System.Collections.Generic;

/// <summary>Goes over values.</summary>
public interface IEnumerator<out T> : IDisposable, IEnumerator
    where T : allows ref struct
{
    /// <summary>The value.</summary>
    new T Current { get; }
}

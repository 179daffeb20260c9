namespace System;

/// <summary>Has something to give back at the end of its use.</summary>
public interface IDisposable
{
    /// <summary>Gives it back.</summary>
    void Dispose();
}

namespace System;

/// <summary>Put by tools in place of code that was removed; reaching it is a panic.</summary>
public class NotSupportedException : Exception
{
    /// <summary>Makes one without a text.</summary>
    public NotSupportedException()
    {
    }

    /// <summary>Makes one with a text.</summary>
    public NotSupportedException(string? message)
        : base(message)
    {
    }
}

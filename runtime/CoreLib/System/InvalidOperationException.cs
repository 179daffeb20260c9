namespace System;

/// <summary>A state that cannot be; reaching it is a panic.</summary>
public class InvalidOperationException : Exception
{
    /// <summary>Makes one without a text.</summary>
    public InvalidOperationException()
    {
    }

    /// <summary>Makes one with a text.</summary>
    public InvalidOperationException(string? message)
        : base(message)
    {
    }
}

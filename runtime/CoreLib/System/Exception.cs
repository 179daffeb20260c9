namespace System;

/// <summary>
/// A type for the compilers. Nothing in the library OS throws: a <c>throw</c> that is reached ends the sandbox with a
/// panic.
/// </summary>
public class Exception
{
    /// <summary>Makes one without a text.</summary>
    public Exception()
    {
    }

    /// <summary>Makes one with a text.</summary>
    public Exception(string? message) => Message = message;

    /// <summary>The text.</summary>
    public string? Message { get; }
}

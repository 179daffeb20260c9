namespace System;

/// <summary>Not to be used any more.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ObsoleteAttribute : Attribute
{
    /// <summary>A warning or an error with a message.</summary>
    public ObsoleteAttribute(string? message, bool error = false)
    {
        Message = message;
        IsError = error;
    }

    /// <summary>What to use instead.</summary>
    public string? Message { get; }

    /// <summary>Use is an error.</summary>
    public bool IsError { get; }
}

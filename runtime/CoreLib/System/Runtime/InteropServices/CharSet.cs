namespace System.Runtime.InteropServices;

/// <summary>How strings are marshalled; unused here.</summary>
public enum CharSet
{
    /// <summary>Not at all.</summary>
    None = 1,

    /// <summary>As bytes.</summary>
    Ansi = 2,

    /// <summary>As UTF-16.</summary>
    Unicode = 3,

    /// <summary>As the platform likes.</summary>
    Auto = 4,
}

using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Tool;

/// <summary>The values of options that consist of parts: <c>SRC:DST</c>, <c>HOST:GUEST[:rw]</c>, <c>K=V</c>.</summary>
internal static class OptionText
{
    /// <summary>Reads <c>SRC:DST</c>. The last colon divides, so that a Windows drive letter may stand in SRC.</summary>
    public static BundleFile File(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || colon + 1 == text.Length || text[colon + 1] != '/')
            throw Wrong("--file " + text, "SRC:DST with an absolute DST");
        return new BundleFile(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Reads <c>HOST:GUEST</c> or <c>HOST:GUEST:rw</c>, both paths absolute.</summary>
    public static BundleMount Mount(string text)
    {
        string[] parts = text.Split(':');
        bool writable = parts is [_, _, "rw"];
        if (!(parts.Length == 2 || writable) || !parts[0].StartsWith('/') || !parts[1].StartsWith('/'))
            throw Wrong("--mount " + text, "HOST:GUEST or HOST:GUEST:rw, with absolute paths");
        return new BundleMount(parts[0], parts[1], writable);
    }

    /// <summary>Reads <c>NAME=value</c>.</summary>
    public static EnvironmentVariable Variable(string text)
    {
        int equals = text.IndexOf('=');
        if (equals <= 0)
            throw Wrong("--env " + text, "NAME=value");
        return new EnvironmentVariable(text[..equals], text[(equals + 1)..]);
    }

    private static LiteBoxException Wrong(string option, string form) =>
        new("LB0902", option, "The value of the option is malformed.", "Its form is " + form + ".");
}

namespace LiteBox;

/// <summary>The standard streams (stdin(3)). One that the host has closed is <see cref="File.Closed"/>.</summary>
public static class Streams
{
    /// <summary>Standard input.</summary>
    public static File Input { get; } = Open(0);

    /// <summary>Standard output.</summary>
    public static File Output { get; } = Open(1);

    /// <summary>Standard error.</summary>
    public static File Error { get; } = Open(2);

    // The table of descriptors keeps its own reference: the streams outlive a Close.
    private static File Open(int stream)
    {
        North.OpenFile? file = Current.Process.Files[stream];
        file?.Retain();
        return file is null ? File.Closed : new File(file);
    }
}

namespace LiteBox;

/// <summary>Pipes (pipe(7)), between threads.</summary>
public static class Pipe
{
    /// <summary>Makes a pipe (pipe(2)).</summary>
    public static void Create(out File readEnd, out File writeEnd)
    {
        North.PipeInode.Create(default, out North.OpenFile read, out North.OpenFile write);
        readEnd = new File(read);
        writeEnd = new File(write);
    }
}

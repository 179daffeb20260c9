namespace LiteBox.Packager.Analysis.Graph;

/// <summary>
/// Where a number is decided, and how it travels from there to the <c>syscall</c> instruction.
/// </summary>
/// <param name="Next">What the site calls, with the number as argument; null when the site is the instruction itself.</param>
/// <param name="Function">The function of the site.</param>
/// <param name="Site">A call, a jump or the <c>syscall</c>.</param>
internal sealed record NumberOrigin(NumberOrigin? Next, int Function, ulong Site)
{
    /// <summary>The <c>syscall</c> instruction at the end of the way.</summary>
    public NumberOrigin Root()
    {
        NumberOrigin origin = this;
        while (origin.Next is not null)
            origin = origin.Next;
        return origin;
    }
}

namespace LiteBox.Packager.Analysis;

/// <summary>Why the set of system calls had to become all of them.</summary>
/// <param name="Image">The image.</param>
/// <param name="Location">The place in it, as <c>function+0x12</c> or a bare address; empty when it is the image itself.</param>
/// <param name="Reason">What could not be found out.</param>
public sealed record Unresolved(string Image, string Location, string Reason)
{
    /// <summary><c>widened by libfoo.so!bar+0x12: reason</c>.</summary>
    public override string ToString() =>
        "widened by " + Image + (Location.Length == 0 ? "" : "!" + Location) + ": " + Reason;
}

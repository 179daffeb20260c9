namespace LiteBox.Packager.Analysis;

/// <summary>One step of the path that shows how a system call is reached.</summary>
/// <param name="Location">Where: <c>image!function+0x12</c>.</param>
/// <param name="Reason">How control or a value gets there from the step before: <c>calls</c>, <c>takes the address of</c>.</param>
public sealed record WitnessStep(string Location, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Location;
}

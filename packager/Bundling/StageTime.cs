namespace LiteBox.Packager.Bundling;

/// <summary>How long a stage took.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Milliseconds">Wall time.</param>
/// <param name="Cached">Whether all of its result came from the cache.</param>
public sealed record StageTime(BundleStage Stage, double Milliseconds, bool Cached);

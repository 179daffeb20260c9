namespace LiteBox.Packager.Analysis;

/// <summary>How much of an image the analysis found reachable.</summary>
/// <param name="Name">The image.</param>
/// <param name="Functions">Functions found.</param>
/// <param name="ReachableFunctions">Of these, reachable ones.</param>
/// <param name="Sites">Instructions that make system calls.</param>
/// <param name="ReachableSites">Of these, those in reachable functions.</param>
public sealed record ImageStatistics(string Name, int Functions, int ReachableFunctions, int Sites, int ReachableSites);

using System;

namespace LiteBox.Packager.Bundling;

/// <summary>Says that a stage of the pipeline starts or has ended.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Text">What it does, one line for people.</param>
/// <param name="Elapsed">Null at the start, how long the stage took at its end.</param>
public sealed record BundleProgress(BundleStage Stage, string Text, TimeSpan? Elapsed);

namespace LiteBox.Packager.Bundling;

/// <summary>One variable of the environment that the guest starts with; the host's environment is not passed on.</summary>
public sealed record EnvironmentVariable(string Name, string Value);

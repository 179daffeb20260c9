using System;
using System.Collections.Generic;
using System.Linq;

namespace LiteBox.Packager.Bundling;

/// <summary>Variables for .NET's runtime where it has to do without something of the target.</summary>
internal static class RuntimeEnvironment
{
    // https://learn.microsoft.com/dotnet/core/runtime-config/wxorx: the runtime maps what it compiles twice, once to write and once to run.
    private const string DoubleMapping = "EnableWriteXorExecute";

    private static readonly string[] s_prefixes = ["DOTNET_", "COMPlus_"];

    /// <summary>The request's variables, and those that the runtime needs on the target and the request leaves open.</summary>
    public static IReadOnlyList<EnvironmentVariable> Of(BundleRequest request, GuestRoot root, TargetPlatform platform)
    {
        bool isOpen = !request.Environment.Any(variable => s_prefixes.Any(prefix => variable.Name == prefix + DoubleMapping));
        return platform.HasSharedMappings || !isOpen || !root.HasManagedRuntime
            ? request.Environment
            : [.. request.Environment, new EnvironmentVariable(s_prefixes[0] + DoubleMapping, "0")];
    }
}

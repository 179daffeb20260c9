using System.Collections.Generic;
using System.Text.Json.Serialization;
using LiteBox.Packager.Bundling;

namespace LiteBox.Tool;

/// <summary>The JSON that the commands print: properties in camel case.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AnalyzeReport))]
[JsonSerializable(typeof(ExplainReport))]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(IReadOnlyList<SyscallSupport>))]
internal sealed partial class ToolJson : JsonSerializerContext;

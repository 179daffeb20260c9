using System.Text.Json;
using System.Text.Json.Serialization;
using LiteBox.Packager.Rewriting;

namespace LiteBox.Packager.Bundling;

/// <summary>The JSON form of <see cref="BundleReport"/>: its properties in camel case, enumerations by name.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true, GenerationMode = JsonSourceGenerationMode.Serialization | JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BundleReport))]
[JsonSerializable(typeof(RewriteReport))]
public sealed partial class BundleJson : JsonSerializerContext
{
    /// <summary>The report as JSON text.</summary>
    public static string Text(BundleReport report) => JsonSerializer.Serialize(report, Default.BundleReport);
}

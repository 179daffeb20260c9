namespace System.Runtime.CompilerServices;

/// <summary>A compiler that does not know the feature must reject the member.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
public sealed class CompilerFeatureRequiredAttribute : Attribute
{
    /// <summary>Names the feature.</summary>
    public CompilerFeatureRequiredAttribute(string featureName) => FeatureName = featureName;

    /// <summary>The feature.</summary>
    public string FeatureName { get; }

    /// <summary>The member may be used without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Ref structs.</summary>
    public const string RefStructs = nameof(RefStructs);

    /// <summary>Required members.</summary>
    public const string RequiredMembers = nameof(RequiredMembers);
}

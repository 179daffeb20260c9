namespace System.Diagnostics.CodeAnalysis;

/// <summary>The property is a feature switch: ILC replaces it by the constant that the switch of this name is set to, and drops the code behind it.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class FeatureSwitchDefinitionAttribute : Attribute
{
    /// <summary>Names the switch.</summary>
    public FeatureSwitchDefinitionAttribute(string switchName) => SwitchName = switchName;

    /// <summary>The name of the switch.</summary>
    public string SwitchName { get; }
}

namespace System.Runtime.CompilerServices;

/// <summary>The compiler knows the member and may replace its body.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class IntrinsicAttribute : Attribute;

namespace System.Runtime.CompilerServices;

/// <summary>A member that an object initializer must set, or a type with some.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
public sealed class RequiredMemberAttribute : Attribute;

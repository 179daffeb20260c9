namespace System.Runtime.CompilerServices;

/// <summary>The struct lives on the stack only.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class IsByRefLikeAttribute : Attribute;

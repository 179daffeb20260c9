namespace System.Runtime.CompilerServices;

/// <summary>The struct has a buffer that unsafe code may overrun.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class UnsafeValueTypeAttribute : Attribute;

namespace System.Runtime.CompilerServices;

/// <summary>The type parameter is unmanaged.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class IsUnmanagedAttribute : Attribute;

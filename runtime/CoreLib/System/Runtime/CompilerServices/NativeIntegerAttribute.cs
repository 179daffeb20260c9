namespace System.Runtime.CompilerServices;

/// <summary>A native integer, as older compilers record it.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = false, Inherited = false)]
public sealed class NativeIntegerAttribute : Attribute;

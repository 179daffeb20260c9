namespace System.Runtime.InteropServices;

/// <summary>A call to machine code needs no transition frame.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SuppressGCTransitionAttribute : Attribute;

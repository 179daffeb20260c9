namespace System.Diagnostics;

/// <summary>Debuggers step over it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Constructor | AttributeTargets.Method)]
public sealed class DebuggerNonUserCodeAttribute : Attribute;

namespace System.Runtime.CompilerServices;

/// <summary>Runs when the module starts.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ModuleInitializerAttribute : Attribute;

namespace System;

/// <summary>The last parameter takes any number of arguments.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = true)]
public sealed class ParamArrayAttribute : Attribute;

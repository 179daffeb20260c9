namespace System;

/// <summary>The values of the enum are bits that can be combined.</summary>
[AttributeUsage(AttributeTargets.Enum, Inherited = false)]
public sealed class FlagsAttribute : Attribute;

namespace System;

/// <summary>A static per thread. Known to the compilers, refused by this core library: there is no thread-local storage.</summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class ThreadStaticAttribute : Attribute;

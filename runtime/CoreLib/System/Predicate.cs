namespace System;

/// <summary>Whether the value is one of those wanted.</summary>
public delegate bool Predicate<in T>(T value)
    where T : allows ref struct;

namespace System;

/// <summary>Negative when <paramref name="x"/> comes first, zero when both are equal, positive when <paramref name="y"/> comes first.</summary>
public delegate int Comparison<in T>(T x, T y)
    where T : allows ref struct;

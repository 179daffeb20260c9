namespace System;

/// <summary>A method of 3 parameters with a result.</summary>
public delegate TResult Func<in T1, in T2, in T3, out TResult>(T1 arg1, T2 arg2, T3 arg3);

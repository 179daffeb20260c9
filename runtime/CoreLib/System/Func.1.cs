namespace System;

/// <summary>A method of 1 parameters with a result.</summary>
public delegate TResult Func<in T1, out TResult>(T1 arg1);

namespace System;

/// <summary>A method of 0 parameters with a result.</summary>
public delegate TResult Func<out TResult>();

/// <summary>A method of 1 parameters with a result.</summary>
public delegate TResult Func<in T1, out TResult>(T1 arg1);

/// <summary>A method of 2 parameters with a result.</summary>
public delegate TResult Func<in T1, in T2, out TResult>(T1 arg1, T2 arg2);

/// <summary>A method of 3 parameters with a result.</summary>
public delegate TResult Func<in T1, in T2, in T3, out TResult>(T1 arg1, T2 arg2, T3 arg3);

/// <summary>A method of 4 parameters with a result.</summary>
public delegate TResult Func<in T1, in T2, in T3, in T4, out TResult>(T1 arg1, T2 arg2, T3 arg3, T4 arg4);

/// <summary>A method of 5 parameters with a result.</summary>
public delegate TResult Func<in T1, in T2, in T3, in T4, in T5, out TResult>(T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5);

/// <summary>A method of 6 parameters with a result.</summary>
public delegate TResult Func<in T1, in T2, in T3, in T4, in T5, in T6, out TResult>(T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6);

namespace System;

/// <summary>A method of 3 parameters without a result.</summary>
public delegate void Action<in T1, in T2, in T3>(T1 arg1, T2 arg2, T3 arg3);

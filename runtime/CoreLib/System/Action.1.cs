namespace System;

/// <summary>A method of 1 parameters without a result.</summary>
public delegate void Action<in T1>(T1 arg1);

namespace System;

/// <summary>A method of 0 parameters without a result.</summary>
public delegate void Action();

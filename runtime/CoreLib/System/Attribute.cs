namespace System;

/// <summary>The base of all attributes.</summary>
public abstract class Attribute;

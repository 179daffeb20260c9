namespace LiteBox.Packager.Bundling;

/// <summary>What the library OS does with one system call.</summary>
/// <param name="Number">Its number on x86-64.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">How far it is served.</param>
/// <param name="Note">What is missing, or why it is refused; empty when there is nothing to say.</param>
public sealed record SyscallSupport(int Number, string Name, SyscallStatus Status, string Note);

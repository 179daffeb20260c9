namespace LiteBox.Sdk.Tests;

/// <summary>What a process printed and returned.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;
}

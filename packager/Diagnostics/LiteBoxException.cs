using System;

namespace LiteBox.Packager.Diagnostics;

/// <summary>
/// A failure that the user can act on: a stable code with a page of its own under docs/diagnostics, the file it is about
/// and what to do. Build code throws this and nothing else for bad input; the tool and the MSBuild tasks print it.
/// </summary>
public sealed class LiteBoxException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="code">The code, <c>LB</c> and four digits.</param>
    /// <param name="file">The file or the option it is about; null when there is none.</param>
    /// <param name="problem">What is wrong, one sentence.</param>
    /// <param name="remedy">What the user can do, one sentence.</param>
    public LiteBoxException(string code, string? file, string problem, string remedy, Exception? inner = null)
        : base(problem + " " + remedy, inner)
    {
        Code = code;
        File = file;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The code, <c>LB</c> and four digits.</summary>
    public string Code { get; }

    /// <summary>The file or the option it is about; null when there is none.</summary>
    public string? File { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What the user can do.</summary>
    public string Remedy { get; }

    /// <summary>The one-line form of the tool: <c>file: error LB0101: problem remedy</c>.</summary>
    public override string ToString() =>
        (File is null ? "litebox" : File) + ": error " + Code + ": " + Message;
}

using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace LiteBox.Repository.Tests;

/// <summary>Assertions whose message names every offender.</summary>
internal static class Expect
{
    public static void None(IEnumerable<string> offenders)
    {
        List<string> all = [.. offenders];
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}

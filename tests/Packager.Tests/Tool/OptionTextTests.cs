using System;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using LiteBox.Tool;
using Xunit;

namespace LiteBox.Packager.Tests.Tool;

/// <summary>The values of the tool's options: read, or an error that says how they are written.</summary>
public sealed class OptionTextTests
{
    private const string Letters = "ab/:=[]*.,-0129 \u00e9\ud83d\ude00\ud800\t\0rw";

    [Fact]
    public void PartsAreDivided()
    {
        Assert.Equal(new BundleFile(@"C:\x", "/y"), OptionText.File(@"C:\x:/y"));
        Assert.Equal(new BundleMount("/a", "/b", true), OptionText.Mount("/a:/b:rw"));
        Assert.Equal(new EnvironmentVariable("A", "b=c"), OptionText.Variable("A=b=c"));
    }

    [Fact]
    public void RandomTextsAreReadOrRefusedAndNothingElse()
    {
        Random random = new(31);
        int read = 0;
        for (int i = 0; i < 40_000; i++)
        {
            string text = string.Create(random.Next(24), random, (span, r) =>
            {
                foreach (ref char c in span)
                    c = Letters[r.Next(Letters.Length)];
            });
            read += Reads(() => OptionText.File(text), "LB0902") + Reads(() => OptionText.Mount(text), "LB0902") + Reads(() => OptionText.Variable(text), "LB0902")
                + Reads(() => ConnectGrant.Parse(text), "LB0712") + Reads(() => ConnectGrant.ParsePort(text), "LB0712");
        }

        Assert.True(read > 1000, $"Only {read} texts were read.");
    }

    private static int Reads(Func<object> parse, string code)
    {
        try
        {
            _ = parse();
            return 1;
        }
        catch (LiteBoxException e)
        {
            Assert.Equal(code, e.Code);
            return 0;
        }
    }
}

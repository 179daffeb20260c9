using System;
using System.IO;
using System.Text;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Programs of other languages than C, each using what its standard library offers.</summary>
public sealed class LanguageTests
{
    [Theory]
    [ClassData(typeof(Modes))]
    public void Dynamic_Cpp(bool stress)
    {
        new Comparison(Guest.DynamicCpp("features")) { ScratchName = "cpp", Arguments = ["{scratch}"] }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Static_Rust(bool stress)
    {
        new Comparison(Guest.StaticRust("features"))
        {
            ScratchName = "rust",
            Arguments = ["{scratch}"],
            Input = Encoding.UTF8.GetBytes("some input\n"),
        }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void NativeAot_CSharp(bool stress)
    {
        new Comparison(NativeAotGuest.Path)
        {
            ScratchName = "nativeaot",
            Arguments = ["{scratch}"],
            Limit = TimeSpan.FromSeconds(120),
        }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void DotNet_in_a_folder(bool stress)
    {
        string program = DotNetGuest.InFolder;
        new Comparison(program)
        {
            ScratchName = "dotnet-folder",
            Arguments = ["{scratch}"],
            Limit = TimeSpan.FromSeconds(120),
            Options = new BundleOptions { Files = [(Path.GetDirectoryName(program)!, Path.GetDirectoryName(program)!)], Extra = ["--network", "loopback"] },
        }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void DotNet_as_a_single_file(bool stress)
    {
        new Comparison(DotNetGuest.SingleFile)
        {
            ScratchName = "dotnet-single",
            Arguments = ["{scratch}"],
            Limit = TimeSpan.FromSeconds(120),
            Options = new BundleOptions { Extra = ["--network", "loopback"] },
        }.Check(stress);
    }
}

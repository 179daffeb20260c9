using System.Globalization;
using System.IO;
using System.Linq;

namespace LiteBox.Packager.Bundling;

/// <summary>Writes a <see cref="BundleReport"/> for people.</summary>
public static class BundleReportText
{
    /// <summary>Writes the few lines that say what was built.</summary>
    public static void WriteSummary(BundleReport report, TextWriter writer)
    {
        Line(writer, "system calls kept", $"{report.SyscallsKept.Count} of {report.SyscallsAll}");
        Line(writer, "host calls allowed", $"{report.HostCalls.Count}");
        Line(writer, "library OS adds", $"{Bytes(report.LibraryOsBytes)}");
        Line(writer, "bundle", $"{Bytes(report.OutputBytes)}, {report.Files.Count} files");
        Line(writer, "seconds", (report.Stages.Sum(stage => stage.Milliseconds) / 1000).ToString("0.00", CultureInfo.InvariantCulture));
    }

    /// <summary>Writes everything.</summary>
    public static void Write(BundleReport report, TextWriter writer)
    {
        Line(writer, "program", report.Program);
        Line(writer, "output", report.Output);
        WriteSummary(report, writer);
        Section(writer, "stages");
        foreach (StageTime stage in report.Stages)
        {
            writer.WriteLine("  {0,-10}{1,10} ms{2}", stage.Stage.ToString().ToLowerInvariant(),
                stage.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture), stage.Cached ? "  cached" : "");
        }

        Section(writer, "system calls kept");
        Names(writer, report.SyscallsKept);
        Section(writer, "system calls that the program may make and the library OS answers with ENOSYS");
        Names(writer, report.SyscallsUnknown);
        Section(writer, "not resolved by the analysis");
        Names(writer, report.Unresolved);
        Section(writer, "host calls allowed");
        Names(writer, report.HostCalls);
        Section(writer, "rewritten system call instructions");
        foreach ((string kind, int count) in report.Rewritten.OrderBy(pair => pair.Key, System.StringComparer.Ordinal))
            writer.WriteLine("  {0,-24}{1,8}", kind, count);
        foreach (TrappedSite site in report.Trapped)
            writer.WriteLine("  trap {0} 0x{1:x}", site.File, site.Address);
        Section(writer, "files");
        foreach (BundledFile file in report.Files)
            writer.WriteLine("  {0,12} {1}", file.Bytes.ToString(CultureInfo.InvariantCulture), file.Path);
    }

    private static void Line(TextWriter writer, string name, string value) => writer.WriteLine("{0,-20}{1}", name, value);

    private static void Section(TextWriter writer, string name)
    {
        writer.WriteLine();
        writer.WriteLine(name);
    }

    private static void Names(TextWriter writer, System.Collections.Generic.IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            writer.WriteLine("  none");
        foreach (string name in names)
            writer.WriteLine("  " + name);
    }

    private static string Bytes(long bytes) => bytes < 10_000
        ? bytes.ToString(CultureInfo.InvariantCulture) + " bytes"
        : (bytes / 1000.0).ToString("0.0", CultureInfo.InvariantCulture) + " KB";
}

using System;
using LiteBox.Packager.Bundling;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LiteBox.Tasks;

/// <summary>Tells MSBuild which stage of the pipeline runs: quiet in the terminal logger, there in a detailed log.</summary>
internal sealed class StageLog(TaskLoggingHelper log) : IProgress<BundleProgress>
{
    public void Report(BundleProgress value)
    {
        if (value.Elapsed is { } elapsed)
            log.LogMessage(MessageImportance.Low, "litebox: {0} took {1:0} ms", value.Text, elapsed.TotalMilliseconds);
        else
            log.LogMessage(MessageImportance.Normal, "litebox: {0}", value.Text);
    }
}
